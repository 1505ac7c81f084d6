package io.milora.console.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job would be. */
public record DryRun(List<Rows> files, Estimate estimate) {
  /**
   * A file that it would read.
   *
   * @param purpose {@code training_file} or {@code validation_file}
   * @param duplicates rows that are byte for byte equal to an earlier one
   * @param overlap of a validation file the rows whose prompt is trained on, too; null of others
   */
  public record Rows(String purpose, long rows, long duplicates, @Nullable Long overlap) {}

  /**
   * How much work it is.
   *
   * @param trainedTokens of all epochs, estimated from the files' size
   * @param steps at most
   */
  public record Estimate(long trainedTokens, long steps) {}
}
