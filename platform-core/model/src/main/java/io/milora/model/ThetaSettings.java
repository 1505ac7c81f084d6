package io.milora.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How Theta, the coefficients of MiLoRA's rational activations, is trained (METHODS.md, bi-level
 * optimisation). Other methods have no Theta and ignore it.
 *
 * @param learningRate peak rate of Theta, 0 (never moves) to 1; the schedule is that of the other
 *     parameters. a_6 is 3e-5 and multiplies x^6, so at their rate one step would undo the
 *     activation
 * @param bilevel whether Theta learns from the dev set, in steps of its own; otherwise it moves
 *     with the other parameters, on the training rows
 * @param every optimiser steps of the other parameters between two of Theta's, 1 to 1000; 1 is the
 *     strict alternation of METHODS.md. Of effect only with {@code bilevel}
 */
public record ThetaSettings(double learningRate, boolean bilevel, int every) {
  /** METHODS.md's rate; with the other parameters, as without a dev set. */
  public static final ThetaSettings JOINT = new ThetaSettings(1e-6, false, 4);

  public ThetaSettings {
    List<Problem> problems = new ArrayList<>();
    if (!(learningRate >= 0 && learningRate <= 1)) {
      problems.add(Problem.outOfRange("theta_learning_rate", learningRate, "0 to 1"));
    }
    if (every < 1 || every > 1000) {
      problems.add(Problem.outOfRange("bilevel_every", every, "1 to 1000"));
    }
    InvalidInputException.throwIfAny(problems);
  }
}
