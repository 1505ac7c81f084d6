package io.milora.datasets;

/** Takes the good rows of a file, in order. */
@FunctionalInterface
public interface RowSink {
  /**
   * Takes a row.
   *
   * @param number of the line, from 1, as in {@link RowProblem#row()}
   */
  void accept(long number, TrainingRow row);
}
