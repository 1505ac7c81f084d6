package io.milora.console.stub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.milora.console.platform.WireJson;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.ErrorResponse;
import io.milora.model.openai.ErrorType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request and its answer. */
record Exchange(HttpExchange http) {
  static final ObjectMapper JSON = WireJson.mapper();

  String path() {
    return http.getRequestURI().getPath();
  }

  boolean is(String method) {
    return http.getRequestMethod().equals(method);
  }

  String query(String name) {
    return Objects.requireNonNull(query().get(name), name);
  }

  Map<String, String> query() {
    return fields(http.getRequestURI().getRawQuery());
  }

  Map<String, String> form() throws IOException {
    return fields(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  void json(Object value) throws IOException {
    send(200, "application/json", MiloraJson.write(value));
  }

  void error(int status, String code, String message) throws IOException {
    error(status, ErrorResponse.of(ErrorType.INVALID_REQUEST_ERROR, message, null, code));
  }

  void error(int status, ErrorResponse body) throws IOException {
    http.getResponseHeaders().add("x-request-id", "req-stub-4711");
    send(status, "application/json", MiloraJson.write(body));
  }

  void redirect(String location) throws IOException {
    http.getResponseHeaders().add("location", location);
    http.sendResponseHeaders(302, -1);
    http.close();
  }

  void send(int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().add("content-type", type);
    http.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Map<String, String> fields(@Nullable String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (encoded != null) {
      for (String pair : encoded.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        if (parts.length == 2) {
          fields.put(
              URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
              URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
      }
    }
    return fields;
  }
}
