package io.milora.model.openai;

import io.milora.model.ChatMessage;
import java.util.List;

/**
 * A chat to answer.
 *
 * @param model an alias, the exact name of a tuned model, or a base model
 * @param messages at least one
 * @param options how to generate
 */
public record ChatCompletionRequest(
    String model, List<ChatMessage> messages, GenerationOptions options) {
  public ChatCompletionRequest {
    messages = List.copyOf(messages);
  }
}
