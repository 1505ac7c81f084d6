package io.milora.engine.train;

import io.milora.engine.adapter.Adapter;

/** Watches and steers a training run; called on the training thread between steps. */
public interface TrainingListener {
  /** A step was done. */
  void onStep(StepMetrics metrics);

  /**
   * The dev set was measured. Step 0 is the fresh adapter, which equals the base model.
   *
   * @param step optimiser steps done
   * @param score perplexity is the exponential of its loss
   * @param best whether it is the best so far
   */
  void onEvaluation(int step, DevScore score, boolean best);

  /**
   * A state from which the run can go on, offered after each evaluation, at the same points where
   * there is no dev set, and when the run stops on request. It is a copy and may be kept.
   *
   * @param checkpoint complete: parameters, moments, schedule, data cursor, best so far
   */
  void onCheckpoint(Checkpoint checkpoint);

  /** Something that a person should know, and that the run could mend by itself. */
  void onWarning(TrainingWarning warning);

  /** Asked before each step; true stops the run with what is best so far. */
  boolean stopRequested();

  /**
   * What a run gives: the adapter with the best dev loss, or the last one where there is no dev
   * set.
   */
  record Outcome(Adapter adapter, int steps, double bestDevLoss, boolean stopped) {}
}
