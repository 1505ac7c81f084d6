package io.milora.cli.reproduce;

import java.util.Locale;

/**
 * A row in the form of the LLM-Adapters collection.
 *
 * @param instruction what is asked
 * @param input what it is asked about; empty where the instruction says it all
 * @param output what the model should say
 * @param answer the part of it by which it is judged
 */
record LabelledRow(String instruction, String input, String output, String answer) {
  /** What the model is told. */
  String prompt() {
    return input.isBlank() ? instruction : instruction + "\n\n" + input;
  }

  /** Equal for rows that ask the same, however they are spaced and capitalised. */
  String question() {
    return prompt().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
