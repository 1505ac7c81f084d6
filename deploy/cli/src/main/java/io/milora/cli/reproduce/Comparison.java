package io.milora.cli.reproduce;

import io.milora.cli.reproduce.ComparisonPlan.MethodPlan;
import io.milora.engine.bench.ComparedMethod;
import io.milora.engine.bench.ServedModel;
import io.milora.engine.bench.TrainedModel;
import io.milora.engine.text.Example;
import io.milora.engine.train.TrainingDivergedException;
import io.milora.model.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works through a plan: what its folder holds already is not done again. */
final class Comparison {
  private final Bench bench;
  private final ComparisonPlan plan;
  private final RunFolder folder;
  private final RunWatch watch;

  Comparison(Bench bench, ComparisonPlan plan, RunFolder folder, RunWatch watch) {
    this.bench = bench;
    this.plan = plan;
    this.folder = folder;
    this.watch = watch;
  }

  /** Everything, with the tables written anew after each cell. */
  void run() {
    if (folder.base().isEmpty()) {
      watch.onStage("Answers of the base model without adapter");
      try (ServedModel model = bench.engines().bareBase()) {
        folder.write(new BaseResult(scores(model, bench.tasks())));
      }
    }
    for (Cell cell : plan.cells()) {
      if (folder.result(cell).isEmpty()) {
        CellResult result = run(cell);
        folder.write(result);
        watch.onResult(result);
        writeTables();
      }
    }
    if (folder.decode().isEmpty()) {
      watch.onStage("Decode speeds, the models in turn");
      folder.write(new SpeedTrial(bench, plan, folder).measure());
    }
    writeTables();
  }

  private CellResult run(Cell cell) {
    CellTraining training = new CellTraining(cell, folder, watch);
    Optional<RunFolder.Started> started = folder.started(cell);
    started.ifPresent(training::resume);
    watch.onCell(cell, started.map(s -> s.checkpoint().step()).orElse(0));
    ComparedMethod method = bench.engines().method(cell.method());
    try {
      TrainedModel trained = train(cell, method, started.orElse(null), training);
      keep(cell, trained);
      try (ServedModel model = method.serve(folder.adapter(cell))) {
        return result(
            cell,
            training,
            trained.steps(),
            Math.exp(trained.bestDevLoss()),
            scores(model, bench.tasks(cell.setting())),
            null);
      }
    } catch (TrainingDivergedException e) {
      return result(cell, training, e.step(), null, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private TrainedModel train(
      Cell cell,
      ComparedMethod method,
      RunFolder.@Nullable Started started,
      CellTraining training) {
    MethodPlan chosen = plan.method(cell.method());
    List<Example> rows = bench.train(cell.setting(), plan.scale());
    TrainingSettings settings =
        bench.settings(
            chosen, plan.asked().batch(), plan.scale().epochs(), rows.size(), cell.seed());
    return method.train(
        settings,
        chosen.rank(),
        rows,
        bench.dev(cell.setting()),
        started == null ? null : started.checkpoint(),
        training);
  }

  private void keep(Cell cell, TrainedModel trained) {
    Path fresh = folder.freshAdapter(cell);
    try {
      trained.weights().write(fresh);
    } catch (IOException e) {
      throw RunFolder.failed(fresh, e);
    }
    folder.keepAdapter(cell);
  }

  private static CellResult result(
      Cell cell,
      CellTraining training,
      int steps,
      @Nullable Double devPerplexity,
      List<CellResult.TaskScore> scores,
      @Nullable String failure) {
    return new CellResult(
        cell,
        steps,
        training.tokens(),
        training.cost(),
        Math.exp(training.devLossBefore()),
        devPerplexity,
        scores,
        failure);
  }

  private List<CellResult.TaskScore> scores(ServedModel model, List<TaskRows> tasks) {
    return tasks.stream().map(task -> bench.score(model, task, plan.scale().testRows())).toList();
  }

  private void writeTables() {
    Findings findings = Findings.read(plan, folder);
    folder.writeText("results.md", new MarkdownReport(plan, bench.tasks(), findings).text());
    folder.writeText("results.csv", ResultRows.csv(plan, findings));
  }
}
