package io.milora.cli.engine;

import io.milora.datasets.TrainingRow;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each training file are taken. The same seed takes the same rows of a file,
 * whatever else a job trains on.
 *
 * @param rows to learn from, at most; null for all
 * @param validationRows held out of each training file as dev rows where no other ones are given
 */
record RowLimits(@Nullable Integer rows, int validationRows) {
  static RowLimits of(
      List<Problem> problems, @Nullable Integer rows, @Nullable Integer validationRows) {
    if (rows != null && rows < 1) {
      problems.add(Problem.outOfRange("rows", rows, "1 or more"));
    }
    if (validationRows != null && validationRows < 0) {
      problems.add(Problem.outOfRange("validation_rows", validationRows, "0 or more"));
    }
    return new RowLimits(rows, validationRows == null ? 0 : validationRows);
  }

  /** Rows of one file to learn from, and those held out. */
  record Split(List<TrainingRow> training, List<TrainingRow> heldOut) {}

  /**
   * Chooses from a file's rows.
   *
   * @param holdOut whether dev rows are wanted
   */
  Split split(List<TrainingRow> file, boolean holdOut, int seed) {
    int dev = holdOut ? Math.min(validationRows, file.size()) : 0;
    int train = Math.min(rows == null ? file.size() : rows, file.size() - dev);
    if (train == file.size()) {
      return new Split(file, List.of());
    }
    List<TrainingRow> shuffled = new ArrayList<>(file);
    Collections.shuffle(shuffled, new Random(seed));
    return new Split(shuffled.subList(dev, dev + train), shuffled.subList(0, dev));
  }
}
