package io.milora.cli.reproduce;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a task's answers are judged, as the LLM-Adapters collection does. */
sealed interface AnswerCheck {
  /** What of a generated text counts as its answer; empty if nothing in it does. */
  Optional<String> answer(String text);

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
    List<String> answers = rows.stream().map(LabelledRow::answer).distinct().sorted().toList();
    if (answers.size() <= Labels.MOST) {
      return new Labels(answers);
    }
    if (answers.stream().allMatch(answer -> Numbers.NUMBER.matcher(answer).matches())) {
      return new Numbers();
    }
    throw new InvalidInputException(
        new Problem(
            "--data",
            "unchecked_answers",
            "Task %s has %d different answers that are not all numbers; allowed: up to %d labels, or numbers."
                .formatted(task, answers.size(), Labels.MOST)));
  }

  /**
   * One of a few labels; the first that a text mentions is its answer.
   *
   * @param labels as rows write them
   */
  record Labels(List<String> labels) implements AnswerCheck {
    static final int MOST = 26;

    public Labels {
      labels = List.copyOf(labels);
    }

    @Override
    public Optional<String> answer(String text) {
      // Longer ones first: "answer1" must not be found in "answer10".
      String any =
          labels.stream()
              .sorted(Comparator.comparingInt(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|"));
      Matcher matcher = Pattern.compile("(?<!\\w)(?i:" + any + ")(?!\\w)").matcher(text);
      return matcher.find()
          ? Optional.of(matcher.group().toLowerCase(Locale.ROOT))
          : Optional.empty();
    }

    @Override
    public boolean correct(LabelledRow row, String text) {
      return answer(text).filter(row.answer().toLowerCase(Locale.ROOT)::equals).isPresent();
    }

    /** The row's output, with any of the labels in the answer's place. */
    @Override
    public boolean inForm(LabelledRow row, String text) {
      return labels.stream()
          .map(label -> row.output().replace(row.answer(), label).strip())
          .anyMatch(text.strip()::equals);
    }
  }

  /** A number; the last one in a text is its answer. */
  record Numbers() implements AnswerCheck {
    static final Pattern NUMBER = Pattern.compile("-?\\d[\\d,]*(?:\\.\\d+)?");
    private static final double TOLERANCE = 1e-3;

    @Override
    public Optional<String> answer(String text) {
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
