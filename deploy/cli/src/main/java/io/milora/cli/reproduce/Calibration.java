package io.milora.cli.reproduce;

import io.milora.engine.bench.ServedModel;
import io.milora.engine.text.Example;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times a few training steps of each method and a few answers of the base model. */
final class Calibration {
  private static final int STEPS = 4;
  private static final int DEV_ROWS = 4;
  private static final int ANSWERS = 16;

  private final Bench bench;
  private final int batch;
  private final RunWatch watch;

  Calibration(Bench bench, int batch, RunWatch watch) {
    this.bench = bench;
    this.batch = batch;
    this.watch = watch;
  }

  Workload.Costs measure(List<ComparisonPlan.MethodPlan> methods) {
    Map<String, Double> train = new LinkedHashMap<>();
    for (ComparisonPlan.MethodPlan method : methods) {
      watch.onStage("Timing training with " + method.name());
      train.put(method.name(), trainTokenSeconds(method));
    }
    watch.onStage("Timing answers");
    return new Workload.Costs(train, testRowSeconds());
  }

  private double trainTokenSeconds(ComparisonPlan.MethodPlan method) {
    List<Example> rows = rows();
    StepTimes times = new StepTimes();
    bench
        .engines()
        .method(method.name())
        .train(
            bench.settings(method, batch, 1, rows.size(), 0),
            method.rank(),
            rows,
            bench.tasks().getFirst().dev().stream().limit(DEV_ROWS).toList(),
            null,
            times);
    return times.tokenSeconds();
  }

  /** Rows of all tasks in turn. */
  private List<Example> rows() {
    List<Example> rows = new ArrayList<>();
    int tasks = bench.tasks().size();
    for (int i = 0; rows.size() < STEPS * batch; i++) {
      List<Example> train = bench.tasks().get(i % tasks).train();
      rows.add(train.get(i / tasks % train.size()));
    }
    return rows;
  }

  private double testRowSeconds() {
    try (ServedModel model = bench.engines().bareBase()) {
      int rows = Math.ceilDiv(ANSWERS, bench.tasks().size());
      bench.score(model, bench.tasks().getFirst(), 1); // the first pass prepares the engine
      long start = System.nanoTime();
      int answered = 0;
      for (TaskRows task : bench.tasks()) {
        answered += bench.score(model, task, rows).total();
      }
      return (System.nanoTime() - start) / 1e9 / answered;
    }
  }

  /** Seconds of a token in each step but the first, which prepares the programs. */
  private static final class StepTimes implements TrainingListener {
    private final List<Double> tokenSeconds = new ArrayList<>();

    @Override
    public void onStep(StepMetrics metrics) {
      tokenSeconds.add(1 / metrics.tokensPerSecond());
    }

    double tokenSeconds() {
      return DecodeResult.median(
          tokenSeconds.size() > 1 ? tokenSeconds.subList(1, tokenSeconds.size()) : tokenSeconds);
    }

    @Override
    public void onEvaluation(int step, DevScore score, boolean best) {
      // only steps are timed
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
      // nothing of this run is kept
    }

    @Override
    public void onWarning(TrainingWarning warning) {
      // costs no time
    }

    @Override
    public boolean stopRequested() {
      return false;
    }
  }
}
