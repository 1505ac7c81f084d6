package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.train.TrainingWarning.ActivationStepUndone;
import io.milora.model.RouterSettings;
import io.milora.model.TrainingSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A guarded optimiser step of the rational activations. Confined to the run's thread. */
final class ThetaStep {
  private final TrainingSettings settings;
  private final AdamW optimiser;
  private final Theta theta;
  private final ThetaGuard guard;

  /**
   * What a step gave.
   *
   * @param norm of the gradients before clipping
   * @param warning null if all of it was kept
   */
  record Result(double norm, @Nullable ActivationStepUndone warning) {}

  /**
   * The steps of a method that has activations.
   *
   * @param model what is trained
   * @param optimiser of the activations
   */
  ThetaStep(TrainingSettings settings, AdaptedModel model, RouterSettings router, AdamW optimiser) {
    this.settings = settings;
    this.optimiser = optimiser;
    theta = new Theta(model.layout(), model.parameters(), optimiser);
    guard = new ThetaGuard(model.weights().config().hidden(), router.normalise());
  }

  /**
   * Moves the activations along the gradients that have accumulated, and clears these.
   *
   * @param number of Theta's steps with this one, from 1
   * @param factor of the peak rate
   * @param done optimiser steps of the run, for the warning
   */
  Result take(NDManager results, int number, double factor, int done) {
    List<RationalActivation> before = theta.activations();
    double norm =
        optimiser.update(
            results,
            number,
            settings.theta().learningRate() * factor,
            settings.weightDecay(),
            settings.maxGradNorm());
    return new Result(norm, guard.check(done, before, theta));
  }
}
