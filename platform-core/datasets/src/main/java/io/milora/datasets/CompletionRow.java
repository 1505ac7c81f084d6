package io.milora.datasets;

/**
 * A text and how it goes on; no chat template is applied.
 *
 * @param prompt not empty
 * @param completion not empty
 */
public record CompletionRow(String prompt, String completion) implements TrainingRow {
  @Override
  public String response() {
    return completion;
  }
}
