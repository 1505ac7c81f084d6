package io.milora.engine.train;

import java.io.Serial;
import java.util.List;
import java.util.Locale;

/**
 * The loss is no number any more, or has exploded ({@link LossMonitor}); the run cannot go on from
 * here. The last state that {@link TrainingListener#onCheckpoint} was given holds the best adapter.
 */
public final class TrainingDivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Which rows a batch was taken from. */
  public enum Source {
    TRAINING,
    VALIDATION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final int step;
  private final Source source;
  private final transient List<Integer> rows;
  private final String what;

  TrainingDivergedException(int step, Source source, List<Integer> rows, String what) {
    this(step, source, rows, what, "%s rows %s (counted from 0)".formatted(source, rows));
  }

  private TrainingDivergedException(
      int step, Source source, List<Integer> rows, String what, String named) {
    super(message(step, what, named));
    this.step = step;
    this.source = source;
    this.rows = List.copyOf(rows);
    this.what = what;
  }

  /**
   * Looks at a batch's numbers.
   *
   * @param step from 1
   * @throws TrainingDivergedException if one of them is no finite number
   */
  static void throwIfNoNumber(
      Source source, int step, List<Integer> rows, double loss, double gradientNorm) {
    if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
      throw new TrainingDivergedException(
          step, source, rows, "loss %s and gradient norm %s".formatted(loss, gradientNorm));
    }
  }

  private static String message(int step, String what, String rows) {
    return ("Step %d gave %s on %s. The best adapter until then is kept in the last checkpoint; use"
            + " a lower learning rate, set max_grad_norm, or look at these rows.")
        .formatted(step, what, rows);
  }

  /**
   * The same with rows named by their lines.
   *
   * @param training lines of the training rows, in their order
   * @param validation lines of the validation rows, in their order
   */
  public TrainingDivergedException inFiles(List<Long> training, List<Long> validation) {
    List<Long> lines = source == Source.TRAINING ? training : validation;
    String named = source + " file, lines " + rows.stream().map(lines::get).toList();
    return new TrainingDivergedException(step, source, rows, what, named);
  }

  /** The optimiser step that failed, from 1. */
  public int step() {
    return step;
  }

  /** Which rows are meant. */
  public Source source() {
    return source;
  }

  /** The rows it saw, from 0. */
  public List<Integer> rows() {
    return rows;
  }
}
