package io.milora.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends a program requests that its document allows, and others, and looks at the answers: none is
 * the server's fault, every one is as documented, and every error has the one shape.
 */
public final class Fuzzer {
  private static final Pattern PLACE = Pattern.compile("\\{[^}]+}");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> QUERIES =
      List.of("after", "limit", "order", "from", "to", "group_by", "format", "purpose", "step");
  private static final List<String> TYPES =
      List.of("text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense");
  private static final List<String> BROKEN =
      List.of("", "{", "[1,", "{\"a\":1}}", "\u0000", "[".repeat(5000), "{\"a\":1,\"a\":2}", "NaN");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client;
  private final URI program;
  private final OpenApi api;
  private final RandomValues values;
  private final List<String> faults = new ArrayList<>();

  /** Sends requests with a client that the caller closes. */
  public Fuzzer(HttpClient client, URI program, OpenApi api, RandomValues values) {
    this.client = client;
    this.program = program;
    this.api = api;
    this.values = values;
  }

  /** What was wrong so far, each with the request that found it. */
  public List<String> faults() {
    return faults;
  }

  /** Tries a call once. */
  public void tryOnce(Operation operation, @Nullable String bearer)
      throws IOException, InterruptedException {
    String path = path(operation);
    HttpRequest.Builder request = HttpRequest.newBuilder(program.resolve(path)).timeout(LIMIT);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    for (String header : operation.headers()) {
      if (values.chance(0.3)) {
        request.header(header, encoded(values.text()));
      }
    }
    byte[] body = body(operation, request);
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    String method = values.chance(0.03) ? "PATCH" : operation.method();
    HttpResponse<String> response =
        client.send(request.method(method, publisher).build(), BodyHandlers.ofString());
    boolean documented = method.equals(operation.method());
    fault(response)
        .or(() -> documented ? difference(operation, response) : Optional.empty())
        .ifPresent(
            fault ->
                faults.add(
                    "%s %s with %s: %s: %s"
                        .formatted(method, path, shown(body), fault, shortened(response.body()))));
  }

  private static String shown(byte @Nullable [] body) {
    return body == null ? "no body" : shortened(new String(body, StandardCharsets.UTF_8));
  }

  private static String shortened(String text) {
    return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
  }

  private String path(Operation operation) {
    Matcher places = PLACE.matcher(operation.path());
    String path = places.replaceAll(place -> Matcher.quoteReplacement(encoded(values.text())));
    StringBuilder query = new StringBuilder();
    List<String> names = new ArrayList<>(operation.queries());
    names.addAll(QUERIES);
    while (values.chance(0.4)) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(encoded(values.chance(0.1) ? values.text() : values.oneOf(names)))
          .append('=')
          .append(encoded(values.text()));
    }
    return path + query;
  }

  private static String encoded(String text) {
    String end = text.length() > 300 ? text.substring(0, 300) : text;
    return URLEncoder.encode(end.isEmpty() ? " " : end, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private byte @Nullable [] body(Operation operation, HttpRequest.Builder request)
      throws IOException {
    if (operation.bodies().isEmpty() && values.chance(0.9)) {
      return null;
    }
    if (values.chance(0.97)) {
      String type = operation.bodies().keySet().stream().findFirst().orElse("application/json");
      request.header("Content-Type", values.chance(0.95) ? type : values.oneOf(TYPES));
    }
    JsonNode schema = operation.jsonBody();
    if (schema == null) {
      return values.text().getBytes(StandardCharsets.UTF_8);
    }
    if (values.chance(0.1)) {
      return values.chance(0.2)
          ? new byte[] {'{', '"', (byte) 0xff, '"', '}'}
          : values.oneOf(BROKEN).getBytes(StandardCharsets.UTF_8);
    }
    JsonNode good = values.matching(schema);
    JsonNode sent =
        values.chance(0.4) ? good : values.chance(0.7) ? values.spoiled(good) : values.anything();
    return json.writeValueAsBytes(sent);
  }

  /** Between an answer and the document. */
  private Optional<String> difference(Operation operation, HttpResponse<String> response) {
    if (!response.headers().firstValue("content-type").orElse("").startsWith("application/json")) {
      return Optional.empty();
    }
    try {
      List<String> found =
          api.faults(operation, response.statusCode(), json.readTree(response.body()));
      return found.isEmpty() ? Optional.empty() : Optional.of(found.toString());
    } catch (IOException e) {
      return Optional.of("status " + response.statusCode() + " is no JSON");
    }
  }

  private Optional<String> fault(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= 500) {
      return Optional.of("status " + status);
    }
    if (status < 400) {
      return Optional.empty();
    }
    if (response.headers().firstValue("x-request-id").isEmpty()) {
      return Optional.of("status " + status + " without a request id");
    }
    if (!response.headers().firstValue("content-type").orElse("").startsWith("application/json")) {
      return Optional.of("status " + status + " is not JSON");
    }
    try {
      JsonNode error = json.readTree(response.body()).path("error");
      boolean shaped =
          !error.path("message").asText().isBlank()
              && error.path("type").isTextual()
              && error.path("code").isTextual()
              && (error.path("param").isTextual() || error.path("param").isNull())
              && error.path("problems").isArray();
      return shaped ? Optional.empty() : Optional.of("status " + status + " in another shape");
    } catch (IOException e) {
      return Optional.of("status " + status + " is no JSON");
    }
  }
}
