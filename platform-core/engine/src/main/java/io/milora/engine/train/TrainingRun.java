package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.text.Example;
import io.milora.engine.torch.ParameterGroup;
import io.milora.model.Projection;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;
import java.util.Map;

/** The loop of one run; see {@link Trainer#train}. Confined to the training thread. */
final class TrainingRun {
  /**
   * Peak rate of the rational coefficients, METHODS.md's for Theta: a_6 is 3e-5 and multiplies x^6,
   * so at the rate of the other parameters one step would undo the activation.
   */
  private static final double ACTIVATION_RATE = 1e-6;

  private final NDManager manager;
  private final TrainingPlan plan;
  private final TrainingSettings settings;
  private final TrainingState state;
  private final LossProgram program;
  private final List<Example> rows;
  private final DevSet dev;
  private final TrainingListener listener;
  private final BatchOrder order;
  private final LearningRateSchedule schedule;

  TrainingRun(
      NDManager manager,
      TrainingPlan plan,
      TrainingState state,
      LossProgram program,
      List<Example> rows,
      DevSet dev,
      TrainingListener listener) {
    this.manager = manager;
    this.plan = plan;
    this.state = state;
    this.program = program;
    this.rows = rows;
    this.dev = dev;
    this.listener = listener;
    settings = plan.training();
    int[] lengths = rows.stream().mapToInt(Example::length).toArray();
    order = new BatchOrder(lengths, settings.batchSize(), settings.seed());
    int steps = Math.multiplyExact(settings.epochs(), order.stepsAnEpoch());
    schedule = new LearningRateSchedule(steps, settings.warmupShare());
  }

  TrainedParameters run(boolean fresh) {
    if (fresh) {
      evaluate();
    }
    boolean stopped = false;
    while (state.step() < schedule.totalSteps() && !outOfPatience()) {
      if (listener.stopRequested()) {
        stopped = true;
        break;
      }
      listener.onStep(step());
      boolean last = state.step() == schedule.totalSteps();
      if (last || state.step() % settings.evaluateEvery() == 0) {
        evaluate();
      }
    }
    if (stopped) {
      listener.onCheckpoint(state.checkpoint());
    }
    return new TrainedParameters(state.bestValues(), state.step(), state.bestDevLoss(), stopped);
  }

  private boolean outOfPatience() {
    return state.evaluationsSinceBest() >= settings.patience();
  }

  private void evaluate() {
    if (!dev.isEmpty()) {
      double loss = dev.loss(program);
      boolean best = state.evaluated(loss);
      listener.onEvaluation(state.step(), loss, best);
    }
    listener.onCheckpoint(state.checkpoint());
  }

  private StepMetrics step() {
    final long start = System.nanoTime();
    List<Integer> batch = order.rows(state.step());
    int responseTokens = batch.stream().mapToInt(row -> rows.get(row).response().length).sum();
    int tokens = batch.stream().mapToInt(row -> rows.get(row).length()).sum();
    StepSums sums = new StepSums(state.model().weights().config().layers(), batch.size());
    for (int from = 0; from < batch.size(); from += settings.microBatchSize()) {
      int to = Math.min(from + settings.microBatchSize(), batch.size());
      Batch part = Batch.of(batch.subList(from, to).stream().map(rows::get).toList());
      sums.add(
          part.rows(),
          program.accumulate(
              state.gradients(),
              part,
              responseTokens,
              (double) part.rows() / batch.size(),
              settings.loadBalance(),
              plan.method().lora().dropout(),
              Seeds.mix(settings.seed(), state.step(), from)));
    }
    double factor = schedule.factor(state.step());
    double norm = update(batch, sums, factor);
    state.advance(tokens);
    boolean routed = state.model().layout().router() != null;
    return new StepMetrics(
        state.step(),
        schedule.totalSteps(),
        sums.crossEntropy(),
        routed ? sums.balance() : 0,
        settings.learningRate() * factor,
        norm,
        state.trainedTokens(),
        tokens * 1e9 / (System.nanoTime() - start),
        routed ? sums.load() : new float[0][]);
  }

  private double update(List<Integer> batch, StepSums sums, double factor) {
    double weightsNorm = 0;
    double norms = 0;
    for (Map.Entry<ParameterGroup, AdamW> entry : state.optimisers().entrySet()) {
      double norm = update(entry.getValue(), rate(entry.getKey()) * factor);
      weightsNorm = entry.getKey() == ParameterGroup.WEIGHTS ? norm : weightsNorm;
      norms += norm;
    }
    if (!Double.isFinite(sums.crossEntropy()) || !Double.isFinite(norms)) {
      throw new TrainingDivergedException(state.step() + 1, batch, sums.crossEntropy(), norms);
    }
    return weightsNorm;
  }

  private double update(AdamW optimiser, double rate) {
    try (NDManager results = manager.newSubManager()) {
      return optimiser.update(
          results, state.step() + 1, rate, settings.weightDecay(), settings.maxGradNorm());
    }
  }

  private double rate(ParameterGroup group) {
    return switch (group) {
      case WEIGHTS -> settings.learningRate();
      case ACTIVATION -> Math.min(settings.learningRate(), ACTIVATION_RATE);
    };
  }

  /** Sums over the parts of one batch. */
  private static final class StepSums {
    private final int layers;
    private final int rows;
    private final float[][] load;
    private double crossEntropy;
    private double balance;

    StepSums(int layers, int rows) {
      this.layers = layers;
      this.rows = rows;
      load = new float[layers][Projection.COUNT];
    }

    void add(int partRows, BatchLosses losses) {
      crossEntropy += losses.crossEntropy();
      for (float layer : losses.balance()) {
        balance += (double) layer * partRows / rows / layers;
      }
      float[] gates = losses.gates();
      for (int i = 0; i < gates.length; i++) {
        int layer = i / (partRows * Projection.COUNT);
        load[layer][i % Projection.COUNT] += gates[i] > 0 ? 1f / rows : 0;
      }
    }

    double crossEntropy() {
      return crossEntropy;
    }

    double balance() {
      return balance;
    }

    float[][] load() {
      return load;
    }
  }
}
