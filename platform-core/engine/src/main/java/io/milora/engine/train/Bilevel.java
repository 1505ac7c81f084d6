package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.text.Example;
import io.milora.engine.train.TrainingDivergedException.Source;
import io.milora.model.TrainingSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Theta's own steps in bi-level optimisation (METHODS.md; DARTS, arXiv 1806.09055, first order):
 * after every n-th step of the other parameters one on a batch of dev rows, which minimises the
 * same loss at their updated values, without dropout. Which rows a step sees follows from the seed
 * and the step alone, so a resumed run needs no cursor. Confined to the run's thread.
 */
final class Bilevel implements ThetaSteps {
  /** Sets the order of dev rows apart from that of training rows. */
  private static final long DEV_ROWS = 1;

  private final NDManager manager;
  private final TrainingSettings settings;
  private final LossProgram program;
  private final Gradients gradients;
  private final ThetaStep theta;
  private final List<Example> rows;
  private final BatchOrder order;

  /**
   * The steps of a run.
   *
   * @param gradients of the activations alone
   * @param rows of the dev set, at least one
   */
  Bilevel(
      NDManager manager,
      TrainingSettings settings,
      LossProgram program,
      Gradients gradients,
      ThetaStep theta,
      List<Example> rows) {
    this.manager = manager;
    this.settings = settings;
    this.program = program;
    this.gradients = gradients;
    this.theta = theta;
    this.rows = List.copyOf(rows);
    order =
        new BatchOrder(
            rows.stream().mapToInt(Example::length).toArray(),
            settings.microBatchSize(),
            Seeds.mix(settings.seed(), DEV_ROWS));
  }

  @Override
  public @Nullable TrainingWarning after(int step, List<Integer> batch, double factor) {
    if (step % settings.theta().every() != 0) {
      return null;
    }
    int number = step / settings.theta().every();
    List<Integer> chosen = order.rows(number - 1);
    Batch dev = Batch.of(chosen.stream().map(rows::get).toList());
    BatchLosses losses =
        program.accumulate(gradients, dev, dev.targets().length, 1, settings.loadBalance(), 0, 0);
    try (NDManager results = manager.newSubManager()) {
      ThetaStep.Result result = theta.take(results, number, factor, step);
      TrainingDivergedException.throwIfNoNumber(
          Source.VALIDATION, step, chosen, losses.crossEntropy(), result.norm());
      return result.warning();
    }
  }
}
