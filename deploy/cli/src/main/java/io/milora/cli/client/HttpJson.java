package io.milora.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.cli.CommandException;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.ErrorResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests and answers in JSON with one bearer token. Thread-safe. */
final class HttpJson {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1) // all that the front door speaks
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** A newer server may say more than this client knows. */
  private final JsonMapper json =
      MiloraJson.mapper()
          .rebuild()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final URI base;
  private final String token;

  /**
   * A client of one server.
   *
   * @param base with a path that ends in a slash
   */
  HttpJson(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  <T> T get(String path, Class<T> type) {
    return send(request(path).GET(), type);
  }

  /** With a further header. */
  <T> T post(String path, String header, String value, Object body, Class<T> type) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header(header, value)
            .POST(BodyPublishers.ofByteArray(write(body))),
        type);
  }

  <T> T post(String path, Object body, Class<T> type) {
    return post(path, "application/json", BodyPublishers.ofByteArray(write(body)), type);
  }

  <T> T post(String path, String contentType, BodyPublisher body, Class<T> type) {
    return send(request(path).header("Content-Type", contentType).POST(body), type);
  }

  /** Done with the answer's last byte; cancelling closes the connection. */
  CompletableFuture<HttpResponse<Void>> stream(
      String path, Map<String, String> headers, Object body, HttpResponse.BodyHandler<Void> taker) {
    HttpRequest.Builder request =
        request(path)
            .setHeader("Accept", "text/event-stream")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(write(body)));
    headers.forEach(request::header);
    return http.sendAsync(request.build(), taker);
  }

  <T> T read(String text, Class<T> type) throws JsonProcessingException {
    return json.readValue(text, type);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(LIMIT)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + token);
  }

  private <T> T send(HttpRequest.Builder builder, Class<T> type) {
    HttpRequest request = builder.build();
    HttpResponse<byte[]> response = exchange(request);
    if (response.statusCode() / 100 != 2) {
      throw new ApiException(response.statusCode(), describe(request, response));
    }
    try {
      return json.readValue(response.body(), type);
    } catch (IOException e) {
      throw new ApiException("Not understood, from " + request.uri() + ": " + e.getMessage(), e);
    }
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new ApiException(
          "No answer from " + request.uri() + " (" + e + "); 'milora status' shows what runs.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while waiting for " + request.uri(), e);
    }
  }

  private String describe(HttpRequest request, HttpResponse<byte[]> response) {
    String where = request.method() + " " + request.uri() + ": " + response.statusCode() + " ";
    try {
      return where + json.readValue(response.body(), ErrorResponse.class).error().message();
    } catch (IOException e) {
      return where + new String(response.body(), StandardCharsets.UTF_8);
    }
  }

  private byte[] write(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + body, e);
    }
  }
}
