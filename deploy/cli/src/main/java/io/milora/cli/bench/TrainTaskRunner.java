package io.milora.cli.bench;

import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.moelora.MoeLoraSettings;
import io.milora.engine.bench.moelora.MoeLoraTrainer;
import io.milora.engine.text.Example;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
import io.milora.engine.train.SharedBase;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.Trainer;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does a task. */
final class TrainTaskRunner {
  private static final double LEARNING_RATE = 1e-4;
  private static final int WARM_UP_STEPS = 2;

  private final TrainTask task;
  private final SharedBase base;

  private TrainTaskRunner(TrainTask task, SharedBase base) {
    this.task = task;
    this.base = base;
  }

  /** Prompt and response tokens a second, padding not counted: one figure, or one a step. */
  static List<Double> run(TrainTask task) throws InterruptedException, ExecutionException {
    try (BaseModel model = BaseModel.open(task.base());
        SharedBase base = SharedBase.open(model)) {
      TrainTaskRunner runner = new TrainTaskRunner(task, base);
      return switch (task.timing()) {
        case STEP -> runner.steps();
        case WHOLE -> List.of(runner.whole());
      };
    }
  }

  private List<Double> steps() {
    List<Double> speeds = new ArrayList<>();
    try (Training training = training()) {
      for (List<Example> rows : task.jobs()) {
        Steps steps = new Steps();
        training.run(rows, steps);
        speeds.addAll(steps.speeds.subList(1, steps.speeds.size()));
      }
    }
    return speeds;
  }

  private double whole() throws InterruptedException, ExecutionException {
    try (Training training = training()) {
      List<Example> first = task.jobs().getFirst();
      int rows = Math.min(first.size(), WARM_UP_STEPS * task.batchSize());
      training.run(first.subList(0, rows), new Steps());
    }
    long start = System.nanoTime();
    switch (task.order()) {
      case SEQUENCE -> inSequence();
      case AT_ONCE -> atOnce();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long tokens = task.jobs().stream().flatMap(List::stream).mapToLong(Example::length).sum();
    return tokens / seconds;
  }

  private void inSequence() {
    try (Training training = training()) {
      task.jobs().forEach(rows -> training.run(rows, new Steps()));
    }
  }

  private void atOnce() throws InterruptedException, ExecutionException {
    int jobs = task.jobs().size();
    try (Training training = training();
        ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
      List<Future<?>> running = new ArrayList<>();
      task.jobs()
          .forEach(rows -> running.add(threads.submit(() -> training.run(rows, new Steps()))));
      for (Future<?> job : running) {
        job.get();
      }
    }
  }

  /** A method's way to train on rows; several runs may go on at once. */
  private interface Training extends AutoCloseable {
    void run(List<Example> rows, TrainingListener listener);

    @Override
    void close();
  }

  private Training training() {
    return switch (task.system()) {
      case LORA -> training(new MethodSettings.Lora(LoraSettings.ofRank(task.rank())));
      case MILORA ->
          training(
              new MethodSettings.MiLora(LoraSettings.ofRank(task.rank()), RouterSettings.DEFAULT));
      case MOELORA -> moeLora();
    };
  }

  private Training training(MethodSettings method) {
    Trainer trainer = base.trainer(task.threads());
    return new Training() {
      @Override
      public void run(List<Example> rows, TrainingListener listener) {
        trainer.train(new TrainingPlan(method, settings(rows)), rows, List.of(), null, listener);
      }

      @Override
      public void close() {
        trainer.close();
      }
    };
  }

  private Training moeLora() {
    MoeLoraTrainer trainer = new MoeLoraTrainer(base, task.threads());
    MoeLoraSettings method = MoeLoraSettings.ofRank(task.rank());
    return new Training() {
      @Override
      public void run(List<Example> rows, TrainingListener listener) {
        trainer.train(method, settings(rows), rows, List.of(), null, listener);
      }

      @Override
      public void close() {
        trainer.close();
      }
    };
  }

  private TrainingSettings settings(List<Example> rows) {
    int batch = Math.min(task.batchSize(), rows.size());
    int longest = rows.stream().mapToInt(Example::length).max().orElseThrow();
    return new TrainingSettings(
        1,
        batch,
        batch,
        LEARNING_RATE,
        0,
        0,
        1,
        1e-2,
        Math.max(8, longest),
        TrainingSettings.ACTIVATION_CHECKPOINTING_FROM,
        1_000_000,
        1,
        0,
        ThetaSettings.JOINT);
  }

  private static final class Steps implements TrainingListener {
    private final List<Double> speeds = new ArrayList<>();

    @Override
    public void onStep(StepMetrics metrics) {
      speeds.add(metrics.tokensPerSecond());
    }

    @Override
    public void onEvaluation(int step, DevScore score, boolean best) {
      throw new IllegalStateException("There is no dev set");
    }

    /** Not kept: nothing is resumed. */
    @Override
    public void onCheckpoint(Checkpoint checkpoint) {}

    /** A warning costs no time; what is measured stays the same. */
    @Override
    public void onWarning(TrainingWarning warning) {}

    @Override
    public boolean stopRequested() {
      return false;
    }
  }
}
