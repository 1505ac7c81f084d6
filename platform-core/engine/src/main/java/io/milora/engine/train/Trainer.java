package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.base.BaseModel;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.ParameterLayout;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains adapters for one base model. Runs may go on in several threads at once; each has its own
 * adapter and optimiser.
 */
public final class Trainer implements AutoCloseable {
  private final SharedBase base;
  private final boolean ownsBase;
  private final Lanes lanes;

  Trainer(SharedBase base, boolean ownsBase, int threads) {
    this.base = base;
    this.ownsBase = ownsBase;
    lanes = new Lanes(threads, base.passes());
  }

  /**
   * A trainer with weights of its own; the base model is not needed afterwards.
   *
   * @param threads that compute, 1 or more
   */
  public Trainer(BaseModel base, int threads) {
    this(SharedBase.open(base), true, threads);
  }

  /**
   * Runs a plan: measures the dev set, then steps, measuring every {@code evaluateEvery} steps and
   * at the end, until the epochs are over, the dev loss has not fallen for {@code patience}
   * measurements, or the listener asks to stop. All randomness follows from the plan's seed: with
   * the same number of threads on the same kind of machine, equal runs give equal bytes, and so
   * does a run that was interrupted and resumed from a checkpoint.
   *
   * @param train rows to learn from, at least one
   * @param dev rows to measure with; may be empty
   * @param resume where to go on, or null to begin
   * @throws InvalidInputException with all rows that cannot be used, or if the checkpoint belongs
   *     to another plan or base
   * @throws TrainingDivergedException if loss or gradient stops being a number
   */
  public TrainingListener.Outcome train(
      TrainingPlan plan,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    AdapterLayout layout = AdapterLayout.of(plan.method(), base.weights().config());
    TrainedParameters trained = train(base.program(), layout, plan, train, dev, resume, listener);
    return new TrainingListener.Outcome(
        layout.adapter(trained.values()),
        trained.steps(),
        trained.bestDevLoss(),
        trained.stopped());
  }

  /**
   * As {@link #train(TrainingPlan, List, List, Checkpoint, TrainingListener)}, with a program and
   * parameters of a method that is none of the product's.
   *
   * @param program has the methods of {@code train.py}
   * @param layout the parameters that the program takes
   * @param plan its pairs say dropout; their other settings are the layout's
   */
  public TrainedParameters train(
      TorchProgram program,
      ParameterLayout layout,
      TrainingPlan plan,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    check(plan, train);
    int maxLength = plan.training().maxLength();
    List<Example> rows = TrainingRows.fit("training", train, maxLength, base.weights().config());
    List<Example> devRows = TrainingRows.fit("validation", dev, maxLength, base.weights().config());
    try (NDManager own = base.manager().newSubManager()) {
      TrainingState state = TrainingState.start(own, program, base.weights(), layout, plan, resume);
      LossProgram losses = new LossProgram(own, program, state.model(), lanes);
      DevSet devSet = new DevSet(devRows, plan.training().microBatchSize());
      return new TrainingRun(own, plan, state, losses, rows, devSet, listener).run(resume == null);
    }
  }

  private void check(TrainingPlan plan, List<Example> train) {
    int positions = base.weights().config().maxPositions();
    if (plan.training().maxLength() > positions) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "max_length",
              plan.training().maxLength(),
              "8 to " + positions + ", this base model's context"));
    }
    if (train.isEmpty()) {
      throw new InvalidInputException(
          new Problem("training", "no_rows", "There are no training rows; give at least one."));
    }
  }

  @Override
  public void close() {
    if (ownsBase) {
      base.close();
    }
  }
}
