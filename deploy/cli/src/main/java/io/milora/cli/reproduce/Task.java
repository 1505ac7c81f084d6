package io.milora.cli.reproduce;

import io.milora.cli.engine.LabelledRow;
import io.milora.cli.engine.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One task's rows, in an order that is random and always the same. No test row asks what a training
 * row asks.
 *
 * @param name as the options give it
 * @param train rows that may be learnt from, each with a question of its own
 * @param test rows that accuracy may be measured on
 * @param leaked rows of the training file left out because a test file asks the same
 * @param repeated rows of the training file left out because an earlier one asks the same
 * @param check how answers are judged
 */
record Task(
    String name,
    List<LabelledRow> train,
    List<LabelledRow> test,
    int leaked,
    int repeated,
    AnswerCheck check) {
  /** Fixed, so that methods and seeds see the same rows. */
  private static final long ORDER = 20_241_018;

  Task {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * A task's files.
   *
   * @param folder holds train.json and test.json
   */
  record Source(String name, Path folder) {
    Path trainFile() {
      return folder.resolve("train.json");
    }

    Path testFile() {
      return folder.resolve("test.json");
    }
  }

  /**
   * Reads tasks. A question of any task's test file is learnt from in none: tasks may overlap, and
   * are mixed.
   *
   * @throws io.milora.model.InvalidInputException with what is wrong in a file
   */
  static List<Task> read(List<Source> sources) {
    List<List<LabelledRow>> tests =
        sources.stream().map(source -> LabelledRows.read(source.testFile())).toList();
    Set<String> asked = new HashSet<>();
    tests.forEach(test -> test.forEach(row -> asked.add(row.question())));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      tasks.add(of(sources.get(i), tests.get(i), asked));
    }
    return tasks;
  }

  private static Task of(Source source, List<LabelledRow> test, Set<String> asked) {
    List<LabelledRow> file = LabelledRows.read(source.trainFile());
    List<LabelledRow> all = new ArrayList<>(file);
    all.addAll(test);
    List<LabelledRow> unasked = file.stream().filter(r -> !asked.contains(r.question())).toList();
    Set<String> seen = new HashSet<>();
    List<LabelledRow> distinct = unasked.stream().filter(r -> seen.add(r.question())).toList();
    return new Task(
        source.name(),
        shuffled(distinct),
        shuffled(test),
        file.size() - unasked.size(),
        unasked.size() - distinct.size(),
        AnswerCheck.of(source.name(), all));
  }

  private static List<LabelledRow> shuffled(List<LabelledRow> rows) {
    List<LabelledRow> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(ORDER));
    return shuffled;
  }
}
