package io.milora.console.playground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.console.platform.WireJson;

/** A piece of a streamed answer. */
sealed interface Chunk {
  ObjectMapper JSON = WireJson.mapper();

  /** New text; perhaps empty. */
  record Text(String text) implements Chunk {}

  /** How many tokens the answer has. */
  record Total(int completionTokens) implements Chunk {}

  /** The platform could not go on. */
  record Failure(String message) implements Chunk {}

  /** The answer is complete. */
  record Done() implements Chunk {}

  /** Reads an event's data. */
  static Chunk of(String data) {
    if (data.equals("[DONE]")) {
      return new Done();
    }
    try {
      JsonNode chunk = JSON.readTree(data);
      if (chunk.has("error")) {
        return new Failure(chunk.path("error").path("message").asText());
      }
      if (chunk.hasNonNull("usage")) {
        return new Total(chunk.path("usage").path("completion_tokens").intValue());
      }
      return new Text(chunk.path("choices").path(0).path("delta").path("content").asText(""));
    } catch (JsonProcessingException e) {
      return new Failure("The answer could not be read: " + e.getOriginalMessage());
    }
  }
}
