package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.ParameterGroup;
import io.milora.engine.torch.ParameterLayout;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchOptions;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.ComputeDevice;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trains adapters for one base model. Runs may go on in several threads at once; each has its own
 * adapter and optimiser.
 */
public final class Trainer implements AutoCloseable {
  private final SharedBase base;
  private final boolean ownsBase;
  private final int threads;
  private final Lanes lanes;

  Trainer(SharedBase base, boolean ownsBase, int threads) {
    this.base = base;
    this.ownsBase = ownsBase;
    this.threads = threads;
    lanes = new Lanes(lanes(threads), base.passes());
  }

  /**
   * A trainer with weights of its own, as the reference has them; the base model is not needed
   * afterwards.
   *
   * @param threads that compute, 1 or more
   */
  public Trainer(BaseModel base, int threads) {
    this(base, TorchOptions.REFERENCE, threads);
  }

  /**
   * A trainer with weights of its own; the base model is not needed afterwards.
   *
   * @param threads of processors that compute, 1 or more
   * @throws InvalidInputException if this program cannot compute on the device
   */
  public Trainer(BaseModel base, TorchOptions options, int threads) {
    this(SharedBase.open(base, options), true, threads);
  }

  /** A GPU computes one part of a batch after the other; its parts are large. */
  private int lanes(int threads) {
    return base.weights().options().device() == ComputeDevice.CPU ? threads : 1;
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
   * @throws TrainingDivergedException if loss or gradient stops being a number, or the loss
   *     explodes
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
    check(plan, layout, train, dev);
    int maxLength = plan.training().maxLength();
    List<Example> rows = TrainingRows.fit("training", train, maxLength, base.weights().config());
    List<Example> devRows = TrainingRows.fit("validation", dev, maxLength, base.weights().config());
    // Sums over a parameter depend on the threads; what others in this process set is not to
    // matter.
    Torch.setThreads(threads);
    try (NDManager own = base.manager().newSubManager()) {
      return run(own, program, layout, plan, rows, devRows, resume, listener);
    }
  }

  /**
   * Trains the routers of a Mixture-of-LoRAs, and with {@code tuneExperts} the experts too, as
   * {@link #train(TrainingPlan, List, List, Checkpoint, TrainingListener)} does. The loss, and what
   * evaluations report, is the mean over layers and rows of the cross-entropy of the domain, plus
   * the language model's where the experts are tuned (METHODS.md, Mixture-of-LoRAs). While the
   * experts stay as they are, only prompts are run, and each once; all later epochs cost next to
   * nothing.
   *
   * @param plan of method {@link MethodSettings.Moa}
   * @param experts in the order of the domains, of this base; the same ones again to resume
   * @param train rows of all domains, at least one of each
   * @param dev rows to measure with; may be empty
   * @param resume where to go on, or null to begin
   * @return the adapter is a {@link io.milora.engine.adapter.MoaAdapter}
   * @throws InvalidInputException with all rows and experts that cannot be used, or if the
   *     checkpoint belongs to another plan or base
   * @throws TrainingDivergedException if loss or gradient stops being a number, or the loss
   *     explodes
   */
  public TrainingListener.Outcome trainRouters(
      TrainingPlan plan,
      List<LoraAdapter> experts,
      List<DomainExample> train,
      List<DomainExample> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    checkLength(plan);
    MoaTraining training = new MoaTraining(base, plan, experts, train, dev);
    Torch.setThreads(threads);
    return training.run(resume, listener);
  }

  /**
   * The adapter as it was at a checkpoint of {@link #train(TrainingPlan, List, List, Checkpoint,
   * TrainingListener)}: the parameters of its step, not the best ones until then.
   *
   * @throws InvalidInputException if the checkpoint belongs to another plan or base
   */
  public Adapter adapter(TrainingPlan plan, Checkpoint checkpoint) {
    AdapterLayout layout = AdapterLayout.of(plan.method(), base.config());
    return layout.adapter(TrainingState.parameters(layout.parameters(), checkpoint));
  }

  /**
   * The mixture as it was at a checkpoint of {@link #trainRouters}.
   *
   * @param plan of method {@link MethodSettings.Moa}
   * @param experts that the run began with
   * @throws InvalidInputException if the checkpoint belongs to another plan or base
   */
  public Adapter mixture(TrainingPlan plan, List<LoraAdapter> experts, Checkpoint checkpoint) {
    if (!(plan.method() instanceof MethodSettings.Moa method)) {
      throw new IllegalArgumentException("Method " + plan.method().method() + " has no domains");
    }
    MoaLayout layout = new MoaLayout(base.config(), method.moa(), experts);
    return layout.adapter(TrainingState.parameters(layout.trained(), checkpoint));
  }

  private TrainedParameters run(
      NDManager own,
      TorchProgram program,
      ParameterLayout layout,
      TrainingPlan plan,
      List<Example> rows,
      List<Example> devRows,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    TrainingSettings settings = plan.training();
    LlamaConfig config = base.config();
    Map<String, float[]> values =
        resume == null
            ? FreshAdapter.values(layout, settings.seed())
            : TrainingState.parameters(layout.parameters(), resume);
    RotaryTables rotary = RotaryTables.of(own, config, settings.maxLength());
    AdaptedModel model = AdaptedModel.of(own, base.weights(), layout, values, rotary);
    boolean bilevel = layout.router() != null && settings.theta().bilevel();
    TrainingState state =
        new TrainingState(
            own, program, layout.parameters(), model.parameters(), config.vocabulary(), bilevel);
    if (resume != null) {
      state.restore(resume);
    }
    LossProgram losses =
        new LossProgram(
            own,
            program,
            model,
            lanes,
            state.firstChoices(),
            settings.activationCheckpointingFrom());
    Objective objective = new LanguageObjective(plan, losses, rows, devRows, state.firstChoices());
    ThetaSteps theta = ThetaSteps.NONE;
    if (layout.router() != null) {
      ThetaStep step =
          new ThetaStep(
              settings, model, layout.router(), state.optimiser(ParameterGroup.ACTIVATION));
      theta =
          bilevel
              ? new Bilevel(own, settings, losses, state.thetaGradients(), step, devRows)
              : new JointTheta(own, step);
    }
    return new TrainingRun(own, settings, state, objective, theta, listener).run(resume == null);
  }

  private void checkLength(TrainingPlan plan) {
    int positions = base.weights().config().maxPositions();
    if (plan.training().maxLength() > positions) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "max_length",
              plan.training().maxLength(),
              "8 to " + positions + ", this base model's context"));
    }
  }

  private void check(
      TrainingPlan plan, ParameterLayout layout, List<Example> train, List<Example> dev) {
    checkLength(plan);
    if (train.isEmpty()) {
      throw new InvalidInputException(
          new Problem("training", "no_rows", "There are no training rows; give at least one."));
    }
    if (dev.isEmpty() && layout.router() != null && plan.training().theta().bilevel()) {
      throw new InvalidInputException(
          new Problem(
              "bilevel",
              "no_rows",
              "Bi-level optimisation needs validation rows, and there are none; give some, or set bilevel to false."));
    }
  }

  @Override
  public void close() {
    if (ownsBase) {
      base.close();
    }
  }
}
