package io.milora.cli.engine;

import io.milora.datasets.ChatRow;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.util.List;
import java.util.Locale;

/**
 * A row in the form of the LLM-Adapters collection.
 *
 * @param instruction what is asked
 * @param input what it is asked about; empty where the instruction says it all
 * @param output what the model should say
 * @param answer the part of it by which it is judged
 */
public record LabelledRow(String instruction, String input, String output, String answer) {
  /** What the model is told. */
  public String prompt() {
    return input.isBlank() ? instruction : instruction + "\n\n" + input;
  }

  /** As a chat of two messages. */
  public ChatRow chat() {
    return new ChatRow(
        List.of(new ChatMessage(Role.USER, prompt()), new ChatMessage(Role.ASSISTANT, output)));
  }

  /** Equal for rows that ask the same, however they are spaced and capitalised. */
  public String question() {
    return prompt().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
