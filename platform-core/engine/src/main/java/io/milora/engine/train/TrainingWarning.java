package io.milora.engine.train;

import java.util.List;
import java.util.Locale;

/** What a run came across and mended by itself. */
public sealed interface TrainingWarning {
  /** Optimiser steps done. */
  int step();

  /** For people. */
  String message();

  /**
   * A step of some rational activations was taken back, and their momentum with it, because they
   * would have jumped; see {@link ThetaGuard}.
   *
   * @param layers whose activations they are, ascending, from 0
   * @param x where the first of them would have jumped, in units of the pooled state that it sees
   * @param before its value there
   * @param after the value that the step would have given it
   */
  record ActivationStepUndone(int step, List<Integer> layers, double x, double before, double after)
      implements TrainingWarning {
    public ActivationStepUndone {
      layers = List.copyOf(layers);
    }

    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "Step %d: the activation of layer %d would have jumped from %.3g to %.3g at %.3g; the step"
              + " was taken back for layers %s. If this goes on, lower theta_learning_rate.",
          step,
          layers.getFirst(),
          before,
          after,
          x,
          layers);
    }
  }
}
