package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.train.TrainingDivergedException.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Activations that step whenever the other parameters do, on the same gradients. */
record JointTheta(NDManager manager, ThetaStep theta) implements ThetaSteps {
  @Override
  public @Nullable TrainingWarning after(int step, List<Integer> batch, double factor) {
    try (NDManager results = manager.newSubManager()) {
      ThetaStep.Result result = theta.take(results, step, factor, step);
      TrainingDivergedException.throwIfNoNumber(Source.TRAINING, step, batch, 0, result.norm());
      return result.warning();
    }
  }
}
