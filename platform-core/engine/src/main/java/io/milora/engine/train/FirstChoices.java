package io.milora.engine.train;

import io.milora.model.Projection;

/**
 * For each layer the shares of a step's prompts whose router puts a module first: f of the
 * load-balancing loss (METHODS.md), as the last whole step had them. A forward pass of a few
 * prompts takes f of all others from here: over two prompts alone the loss would punish confidence
 * rather than imbalance, and f has no gradient, so it may come from elsewhere (as in global-batch
 * load balancing, arXiv 2501.11873). Written between passes, read by them.
 */
final class FirstChoices {
  private float[] shares;
  private boolean known;

  /** None yet. */
  FirstChoices(int layers) {
    shares = new float[layers * Projection.COUNT];
  }

  /** [L, 7] flat; zeros before the first step. */
  float[] shares() {
    return shares;
  }

  /** How much the own prompts of a pass count that has {@code share} of a step's rows. */
  double own(double share) {
    return known ? share : 1;
  }

  /** Whether there was a step. */
  boolean known() {
    return known;
  }

  /** A step has ended, or a run goes on after one. */
  void set(float[] shares) {
    this.shares = shares.clone();
    known = true;
  }
}
