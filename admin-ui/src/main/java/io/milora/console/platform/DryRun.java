package io.milora.console.platform;

import java.util.List;

/** What a job would be. */
public record DryRun(List<Rows> files, Estimate estimate) {
  /**
   * A file that it would read.
   *
   * @param duplicates rows that are byte for byte equal to an earlier one
   */
  public record Rows(long rows, long duplicates) {}

  /**
   * How much work it is.
   *
   * @param trainedTokens of all epochs, estimated from the files' size
   * @param steps at most
   */
  public record Estimate(long trainedTokens, long steps) {}
}
