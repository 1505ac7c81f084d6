package io.milora.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.milora.model.Problem;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Says in terms of the request what Jackson found wrong with it. */
@Singleton
public class JsonProblems {
  /** The problem behind an exception. */
  public Problem of(JsonProcessingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          new Problem(
              path(unknown),
              "unknown_parameter",
              "Unknown field '%s'; known: %s."
                  .formatted(path(unknown), unknown.getKnownPropertyIds()));
      case JsonMappingException mapping ->
          new Problem(
              path(mapping), "invalid_type", "%s: %s.".formatted(where(mapping), detail(mapping)));
      default ->
          new Problem(
              null,
              "invalid_json",
              "The body is not JSON: %s%s.".formatted(detail(e), position(e)));
    };
  }

  private static String where(JsonMappingException e) {
    String path = path(e);
    return path == null ? "The body" : path;
  }

  /** For instance {@code messages[0].role}; null for the whole body. */
  private static @Nullable String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference part : e.getPath()) {
      if (part.getFieldName() == null) {
        path.append('[').append(part.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(part.getFieldName());
      }
    }
    return path.isEmpty() ? null : path.toString();
  }

  private static String detail(JsonProcessingException e) {
    String text = e.getOriginalMessage();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String position(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
  }
}
