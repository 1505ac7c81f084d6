package io.milora.model.evaluation;

import org.jspecify.annotations.Nullable;

/** What a promotion rule can look at. */
public enum Metric {
  /** Mean cross-entropy, nats; less is better. */
  LOSS,
  /** Its exponential; less is better. */
  PERPLEXITY,
  /** Label accuracy where the answers are labels, else exact match. */
  ACCURACY,
  EXACT_MATCH,
  LABEL_ACCURACY,
  BLEU,
  ROUGE_L;

  /** Whether more is better. */
  public boolean moreIsBetter() {
    return this != LOSS && this != PERPLEXITY;
  }

  /** What one point is: a hundredth of a share, and otherwise the metric's own unit. */
  public double point() {
    return switch (this) {
      case LOSS, PERPLEXITY, BLEU -> 1;
      case ACCURACY, EXACT_MATCH, LABEL_ACCURACY, ROUGE_L -> 0.01;
    };
  }

  /** The value; null if the dataset does not have it. */
  public @Nullable Double of(ModelScores scores) {
    return switch (this) {
      case LOSS -> scores.loss();
      case PERPLEXITY -> scores.perplexity();
      case ACCURACY -> scores.accuracy();
      case EXACT_MATCH -> scores.exactMatch();
      case LABEL_ACCURACY -> scores.labelAccuracy();
      case BLEU -> scores.bleu();
      case ROUGE_L -> scores.rougeL();
    };
  }
}
