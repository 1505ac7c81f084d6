package io.milora.cli.reproduce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished cell gave.
 *
 * @param cell which
 * @param steps optimiser steps
 * @param trainedTokens prompt and response tokens of all steps
 * @param cost of all steps
 * @param devPerplexityBefore of the fresh adapter, which equals the base
 * @param devPerplexity of the best state, which was kept; null if training failed
 * @param scores one for each task of the setting; none if training failed
 * @param failure why training failed, or null
 */
record CellResult(
    Cell cell,
    int steps,
    long trainedTokens,
    TrainingCost cost,
    double devPerplexityBefore,
    @Nullable Double devPerplexity,
    List<TaskScore> scores,
    @Nullable String failure) {
  CellResult {
    scores = List.copyOf(scores);
  }

  /**
   * Answers to a task's test rows.
   *
   * @param correct answers that are right
   * @param inForm answers in the form that was asked for, right or wrong
   * @param total answers
   */
  record TaskScore(String task, int correct, int inForm, int total) {
    /** 0 to 1. */
    double accuracy() {
      return (double) correct / total;
    }

    /** 0 to 1. */
    double formShare() {
      return (double) inForm / total;
    }
  }

  /** Of the best state; NaN if training failed. */
  double keptPerplexity() {
    return devPerplexity == null ? Double.NaN : devPerplexity;
  }

  double tokensPerSecond() {
    return trainedTokens / cost.seconds();
  }
}
