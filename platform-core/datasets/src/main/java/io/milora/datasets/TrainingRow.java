package io.milora.datasets;

/** One thing to learn: what is said before, and the answer. Immutable. */
public sealed interface TrainingRow permits ChatRow, CompletionRow {
  /** The text to learn; never empty. */
  String response();
}
