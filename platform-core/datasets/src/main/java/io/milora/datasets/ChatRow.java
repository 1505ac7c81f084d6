package io.milora.datasets;

import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.util.List;

/**
 * A conversation that ends in the answer to learn. Earlier answers are context and are not learnt.
 *
 * @param messages at least two; one is a user's, the last is the assistant's
 */
public record ChatRow(List<ChatMessage> messages) implements TrainingRow {
  public ChatRow {
    messages = List.copyOf(messages);
    if (messages.size() < 2 || messages.getLast().role() != Role.ASSISTANT) {
      throw new IllegalArgumentException("A chat row ends in an assistant message after others");
    }
  }

  /** All messages before the answer. */
  public List<ChatMessage> prompt() {
    return messages.subList(0, messages.size() - 1);
  }

  @Override
  public String response() {
    return messages.getLast().content();
  }
}
