package io.milora.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of an OpenAPI document.
 *
 * @param method upper case
 * @param path with names in braces
 * @param queries names of query parameters
 * @param headers names of header parameters
 * @param bodies schemas by media type; empty if it takes no body
 * @param responses by status
 */
public record Operation(
    String method,
    String path,
    List<String> queries,
    List<String> headers,
    Map<String, JsonNode> bodies,
    JsonNode responses) {
  /** The schema of its JSON body, or null. */
  public @Nullable JsonNode jsonBody() {
    return bodies.get("application/json");
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
