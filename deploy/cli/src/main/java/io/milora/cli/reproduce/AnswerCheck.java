package io.milora.cli.reproduce;

import io.milora.cli.engine.LabelledRow;
import io.milora.engine.evaluate.Labels;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a task's answers are judged, as the LLM-Adapters collection does. */
sealed interface AnswerCheck {
  /** Whether a generated text answers a row rightly. */
  boolean correct(LabelledRow row, String text);

  /** Whether a generated text has the form that a row asks for, right or wrong. */
  boolean inForm(LabelledRow row, String text);

  /**
   * What suits a task's rows.
   *
   * @throws InvalidInputException if the answers are neither a few labels nor numbers
   */
  static AnswerCheck of(String task, Collection<LabelledRow> rows) {
    Set<String> answers =
        rows.stream().map(LabelledRow::answer).collect(Collectors.toCollection(TreeSet::new));
    Optional<Labels> labels = Labels.of(rows.stream().map(LabelledRow::output).toList());
    if (labels.isPresent()) {
      return new Choices(labels.get(), answers);
    }
    if (answers.stream().allMatch(answer -> Numbers.NUMBER.matcher(answer).matches())) {
      return new Numbers();
    }
    throw new InvalidInputException(
        new Problem(
            "--data",
            "unchecked_answers",
            "Task %s has %d different answers in %d rows, which are neither all numbers nor outputs that name one of a few labels (2 to 20, on average four rows or more for each)."
                .formatted(task, answers.size(), rows.size())));
  }

  /**
   * One of a few labels; the first that a text names is its answer.
   *
   * @param labels that the outputs name
   * @param answers as rows write them
   */
  record Choices(Labels labels, Set<String> answers) implements AnswerCheck {
    public Choices {
      answers = Set.copyOf(answers);
    }

    @Override
    public boolean correct(LabelledRow row, String text) {
      return labels.agree(text, row.output());
    }

    /** The row's output, with any of the labels in the answer's place. */
    @Override
    public boolean inForm(LabelledRow row, String text) {
      return answers.stream()
          .map(answer -> row.output().replace(row.answer(), answer).strip())
          .anyMatch(text.strip()::equals);
    }
  }

  /** A number; the last one in a text is its answer. */
  record Numbers() implements AnswerCheck {
    static final Pattern NUMBER = Pattern.compile("-?\\d[\\d,]*(?:\\.\\d+)?");
    private static final double TOLERANCE = 1e-3;

    private static Optional<String> answer(String text) {
      return NUMBER
          .matcher(text)
          .results()
          .map(found -> found.group().replace(",", ""))
          .reduce((first, last) -> last);
    }

    @Override
    public boolean correct(LabelledRow row, String text) {
      double expected = Double.parseDouble(row.answer().replace(",", ""));
      return answer(text)
          .filter(found -> Math.abs(Double.parseDouble(found) - expected) <= TOLERANCE)
          .isPresent();
    }

    @Override
    public boolean inForm(LabelledRow row, String text) {
      return answer(text).isPresent();
    }
  }
}
