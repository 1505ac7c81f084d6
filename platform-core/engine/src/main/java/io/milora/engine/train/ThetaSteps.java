package io.milora.engine.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the rational activations move along with a run's other parameters. */
interface ThetaSteps {
  /** For methods without activations. */
  ThetaSteps NONE = (step, batch, factor) -> null;

  /**
   * Called after each step of the other parameters; may step the activations.
   *
   * @param step that they have just done, from 1
   * @param batch training rows of that step
   * @param factor of the peak rate
   * @return what was taken back, or null
   * @throws TrainingDivergedException if a loss or gradient is no number
   */
  @Nullable TrainingWarning after(int step, List<Integer> batch, double factor);
}
