package io.milora.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.model.ChatMessage;
import io.milora.model.json.MiloraJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A held-out row.
 *
 * @param messages what is asked
 * @param answer the one right answer
 */
record Question(List<ChatMessage> messages, String answer) {
  private static final JsonMapper JSON = MiloraJson.mapper();

  /** All rows of a file of chat messages, each ending in the answer. */
  static List<Question> read(byte[] rows) {
    return new String(rows, StandardCharsets.UTF_8).lines().map(Question::parse).toList();
  }

  private static Question parse(String line) {
    try {
      List<ChatMessage> messages = JSON.readValue(line, Row.class).messages();
      return new Question(messages.subList(0, messages.size() - 1), messages.getLast().content());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a row: " + line, e);
    }
  }

  /** Whether an answer is right; nothing but white space around it is forgiven. */
  boolean isAnsweredBy(String given) {
    return given.strip().equals(answer);
  }

  private record Row(List<ChatMessage> messages) {}
}
