package io.milora.model.openai;

import org.jspecify.annotations.Nullable;

/**
 * A state of a job from which it can go on.
 *
 * @param createdAt seconds since 1970
 * @param stepNumber optimiser steps done
 */
public record FineTuningJobCheckpoint(
    String id,
    String object,
    long createdAt,
    String fineTuningJobId,
    String fineTunedModelCheckpoint,
    int stepNumber,
    Metrics metrics) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "fine_tuning.job.checkpoint";

  /** What was measured at the step; null where it was not. */
  public record Metrics(
      @Nullable Double step,
      @Nullable Double trainLoss,
      @Nullable Double trainMeanTokenAccuracy,
      @Nullable Double validLoss,
      @Nullable Double validMeanTokenAccuracy,
      @Nullable Double fullValidLoss,
      @Nullable Double fullValidMeanTokenAccuracy) {}
}
