package io.milora.cli.reproduce;

import io.milora.cli.engine.LabelledRow;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A task's tokenized rows: dev rows first, then training rows, from one list without repetitions.
 *
 * @param task where they come from
 * @param dev rows that choose the best state
 * @param train rows to learn from
 * @param test rows that accuracy is measured on
 * @param tooLong rows left out because they do not fit
 */
record TaskRows(
    Task task, List<Example> dev, List<Example> train, List<TestRow> test, int tooLong) {
  /**
   * A row to answer.
   *
   * @param prompt token ids
   * @param responseTokens of the expected output
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record TestRow(LabelledRow row, int[] prompt, int responseTokens) {}

  TaskRows {
    dev = List.copyOf(dev);
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Tokenizes as many rows as are wanted, or as there are.
   *
   * @param maxLength tokens of a row; longer ones are left out
   * @throws InvalidInputException if no training or no test row is left
   */
  static TaskRows encode(Task task, ExampleEncoder encoder, Scale wanted, int maxLength) {
    List<Example> learnt = new ArrayList<>();
    int tooLong = 0;
    int most = wanted.devRows() + wanted.rows();
    for (int i = 0; i < task.train().size() && learnt.size() < most; i++) {
      Example example = example(task.train().get(i), encoder);
      tooLong += example.length() > maxLength ? 1 : 0;
      if (example.length() <= maxLength) {
        learnt.add(example);
      }
    }
    List<TestRow> test = new ArrayList<>();
    for (int i = 0; i < task.test().size() && test.size() < wanted.testRows(); i++) {
      LabelledRow row = task.test().get(i);
      Example example = example(row, encoder);
      tooLong += example.length() > maxLength ? 1 : 0;
      if (example.length() <= maxLength) {
        test.add(new TestRow(row, example.prompt(), example.response().length));
      }
    }
    if (learnt.size() <= wanted.devRows() || test.isEmpty()) {
      throw tooFew(task, learnt.size(), wanted.devRows(), test.size(), maxLength);
    }
    return new TaskRows(
        task,
        learnt.subList(0, wanted.devRows()),
        learnt.subList(wanted.devRows(), learnt.size()),
        test,
        tooLong);
  }

  private static InvalidInputException tooFew(
      Task task, int learnt, int devRows, int test, int maxLength) {
    return new InvalidInputException(
        new Problem(
            "--data",
            "too_few_rows",
            ("Task %s has %d usable rows in train.json (%d left out because a test file asks the same)"
                    + " and %d in test.json, of at most %d tokens; it needs more than its %d dev rows,"
                    + " and a test row.")
                .formatted(task.name(), learnt, task.leaked(), test, maxLength, devRows)));
  }

  private static Example example(LabelledRow row, ExampleEncoder encoder) {
    return encoder.chat(row.chat().messages());
  }

  String name() {
    return task.name();
  }

  /** The first training rows, up to this many. */
  List<Example> train(int rows) {
    return train.subList(0, Math.min(rows, train.size()));
  }

  /** The first test rows, up to this many. */
  List<TestRow> test(int rows) {
    return test.subList(0, Math.min(rows, test.size()));
  }

  Workload.TaskSize size() {
    double tokens = train.stream().mapToInt(Example::length).average().orElseThrow();
    return new Workload.TaskSize(name(), train.size(), test.size(), tokens);
  }
}
