package io.milora.console.jobs;

/** How much to train, where nobody wants to choose numbers. */
enum Preset {
  QUICK("Quick trial", "One pass over the rows: shows whether the data works.", 1),
  BALANCED(
      "Balanced",
      "Three passes over the rows: right for most datasets of some hundred rows or more.",
      3),
  THOROUGH(
      "Thorough",
      "Up to ten passes, ended early when dev perplexity does not improve; give it dev rows.",
      10);

  private final String label;
  private final String explanation;
  private final int epochs;

  Preset(String label, String explanation, int epochs) {
    this.label = label;
    this.explanation = explanation;
    this.epochs = epochs;
  }

  String label() {
    return label;
  }

  String explanation() {
    return explanation;
  }

  /** Passes over the rows at most. */
  int epochs() {
    return epochs;
  }
}
