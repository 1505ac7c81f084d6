package io.milora.console.jobs;

/** A number of a job that changes from step to step. */
enum Curve {
  LOSS("Training loss (nats)"),
  PERPLEXITY("Dev perplexity"),
  ACCURACY("Dev token accuracy (%)"),
  RATE("Learning rate"),
  SPEED("Tokens per second");

  private final String label;

  Curve(String label) {
    this.label = label;
  }

  /** With its unit. */
  String label() {
    return label;
  }
}
