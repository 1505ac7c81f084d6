package io.milora.cli.reproduce;

import io.milora.cli.reproduce.CellResult.TaskScore;
import io.milora.cli.reproduce.TaskRows.TestRow;
import io.milora.engine.bench.ComparisonBench;
import io.milora.engine.bench.ServedModel;
import io.milora.engine.text.Example;
import io.milora.engine.text.Tokenizer;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.model.TrainingSettings;
import io.milora.model.json.MiloraJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A base model's bench and the tasks on it.
 *
 * @param engines trains and serves
 * @param tasks tokenized for this base
 */
record Bench(ComparisonBench engines, List<TaskRows> tasks) {
  /** What an answer may be longer than the longest expected one before it is cut off. */
  private static final int SLACK = 16;

  /** Decode steps of a measurement of speed. */
  static final int SPEED_TOKENS = 64;

  Bench {
    tasks = List.copyOf(tasks);
  }

  /** Tokens of a slot that every answer and every measurement of speed fits into. */
  static int capacity(List<TaskRows> tasks) {
    int longest =
        tasks.stream()
            .flatMap(task -> task.test().stream())
            .mapToInt(row -> row.prompt().length)
            .max()
            .orElseThrow();
    return longest + Math.max(SPEED_TOKENS, newTokens(tasks)) + 1;
  }

  private static int newTokens(List<TaskRows> tasks) {
    return SLACK
        + tasks.stream()
            .flatMap(task -> task.test().stream())
            .mapToInt(TestRow::responseTokens)
            .max()
            .orElseThrow();
  }

  /** The tasks of a cell. */
  List<TaskRows> tasks(String setting) {
    return setting.equals(Cell.MIXED)
        ? tasks
        : tasks.stream().filter(task -> task.name().equals(setting)).toList();
  }

  /** Training rows of a cell. */
  List<Example> train(String setting, Scale scale) {
    return tasks(setting).stream().flatMap(task -> task.train(scale.rows()).stream()).toList();
  }

  /** Dev rows of a cell. */
  List<Example> dev(String setting) {
    return tasks(setting).stream().flatMap(task -> task.dev().stream()).toList();
  }

  /** The settings of a training run; equal for all methods but for the rate. */
  TrainingSettings settings(
      ComparisonPlan.MethodPlan method, int batch, int epochs, int rows, int seed) {
    int steps = epochs * Math.ceilDiv(rows, batch);
    Map<String, Object> said =
        Map.of(
            "n_epochs",
            epochs,
            "batch_size",
            batch,
            "learning_rate",
            method.learningRate(),
            "evaluate_every",
            Math.ceilDiv(steps, Workload.EVALUATIONS),
            // All methods take all steps; the best state on the dev rows is kept.
            "patience",
            Workload.EVALUATIONS + 1);
    String known =
        method.name().equals(MethodSettings.MiLora.NAME)
            ? MethodSettings.MiLora.NAME
            : MethodSettings.Lora.NAME;
    return MiloraJson.mapper()
        .convertValue(said, Hyperparameters.class)
        .resolve(known, engines.base().config().trainingDefaults(), rows, true, seed)
        .training();
  }

  /** Answers a task's test rows and judges the answers. */
  TaskScore score(ServedModel model, TaskRows task, int rows) {
    List<TestRow> test = task.test(rows);
    List<int[]> found = model.answer(test.stream().map(TestRow::prompt).toList(), newTokens(tasks));
    AnswerCheck check = task.task().check();
    int correct = 0;
    int inForm = 0;
    for (int i = 0; i < test.size(); i++) {
      String text = tokenizer().decode(found.get(i), true);
      correct += check.correct(test.get(i).row(), text) ? 1 : 0;
      inForm += check.inForm(test.get(i).row(), text) ? 1 : 0;
    }
    return new TaskScore(task.name(), correct, inForm, test.size());
  }

  /** Prompts of all tasks in turn. */
  List<int[]> prompts(int count) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; prompts.size() < count; i++) {
      List<TestRow> test = tasks.get(i % tasks.size()).test();
      prompts.add(test.get(i / tasks.size() % test.size()).prompt());
    }
    return prompts;
  }

  private Tokenizer tokenizer() {
    return engines
        .base()
        .tokenizer()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    new Problem(
                        "--base", "missing_tokenizer", "This base model brings no tokenizer.")));
  }
}
