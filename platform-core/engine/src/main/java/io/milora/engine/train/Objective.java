package io.milora.engine.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run minimises, on which rows. Confined to the run's thread. */
interface Objective {
  /** Lengths by which rows are put together in batches. */
  int[] lengths();

  /** Prompt and response tokens of some rows. */
  int tokens(List<Integer> rows);

  /**
   * Adds a batch's gradients to what has accumulated, a part of the batch after the other.
   *
   * @param step optimiser steps done, from 0
   * @param batch rows, at least one
   */
  BatchSummary accumulate(Gradients gradients, int step, List<Integer> batch);

  /** Whether there is a dev set. */
  boolean measurable();

  /** Measures the whole dev set, which has to be there. */
  DevScore score();

  /**
   * What a batch showed.
   *
   * @param loss of the batch as a whole
   * @param accuracy as in {@link StepMetrics}
   * @param balance mean over layers of the load-balancing loss, 0 without one
   * @param load [layers][experts], share of the batch's prompts that a layer's router sends to an
   *     expert; empty without router
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record BatchSummary(double loss, @Nullable Double accuracy, double balance, float[][] load) {}
}
