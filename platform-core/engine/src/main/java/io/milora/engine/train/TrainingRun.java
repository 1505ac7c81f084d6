package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.ParameterGroup;
import io.milora.engine.train.TrainingDivergedException.Source;
import io.milora.model.TrainingSettings;
import java.util.List;

/** The loop of one run; see {@link Trainer#train}. Confined to the training thread. */
final class TrainingRun {
  private final NDManager manager;
  private final TrainingSettings settings;
  private final TrainingState state;
  private final Objective objective;
  private final ThetaSteps theta;
  private final TrainingListener listener;
  private final BatchOrder order;
  private final LearningRateSchedule schedule;

  TrainingRun(
      NDManager manager,
      TrainingSettings settings,
      TrainingState state,
      Objective objective,
      ThetaSteps theta,
      TrainingListener listener) {
    this.manager = manager;
    this.settings = settings;
    this.state = state;
    this.objective = objective;
    this.theta = theta;
    this.listener = listener;
    order = new BatchOrder(objective.lengths(), settings.batchSize(), settings.seed());
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
    if (objective.measurable()) {
      DevScore score = objective.score();
      boolean best = state.evaluated(score.loss());
      listener.onEvaluation(state.step(), score, best);
    }
    listener.onCheckpoint(state.checkpoint());
  }

  private StepMetrics step() {
    final long start = System.nanoTime();
    List<Integer> batch = order.rows(state.step());
    Objective.BatchSummary summary = objective.accumulate(state.gradients(), state.step(), batch);
    double factor = schedule.factor(state.step());
    double norm = update(factor);
    TrainingDivergedException.throwIfNoNumber(
        Source.TRAINING, state.step() + 1, batch, summary.loss(), norm);
    TrainingWarning warning = theta.after(state.step() + 1, batch, factor);
    if (warning != null) {
      listener.onWarning(warning);
    }
    int tokens = objective.tokens(batch);
    state.advance(tokens, batch, summary.loss());
    return new StepMetrics(
        state.step(),
        schedule.totalSteps(),
        summary.loss(),
        summary.accuracy(),
        summary.balance(),
        settings.learningRate() * factor,
        norm,
        state.trainedTokens(),
        tokens * 1e9 / (System.nanoTime() - start),
        summary.load());
  }

  /** Steps Omega; gives the norm of its gradients. */
  private double update(double factor) {
    try (NDManager results = manager.newSubManager()) {
      return state
          .optimiser(ParameterGroup.WEIGHTS)
          .update(
              results,
              state.step() + 1,
              settings.learningRate() * factor,
              settings.weightDecay(),
              settings.maxGradNorm());
    }
  }
}
