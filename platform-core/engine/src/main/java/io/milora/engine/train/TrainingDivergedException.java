package io.milora.engine.train;

import java.io.Serial;
import java.util.List;

/** The loss is no number any more; the run cannot go on from here. */
public final class TrainingDivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int step;
  private final transient List<Integer> rows;

  TrainingDivergedException(int step, List<Integer> rows, double loss, double gradientNorm) {
    super(
        ("Step %d gave loss %s and gradient norm %s on training rows %s (counted from 0);"
                + " use a lower learning rate, or look at these rows")
            .formatted(step, loss, gradientNorm, rows));
    this.step = step;
    this.rows = List.copyOf(rows);
  }

  /** The optimiser step that failed, from 1. */
  public int step() {
    return step;
  }

  /** The rows it saw, from 0. */
  public List<Integer> rows() {
    return rows;
  }
}
