package io.milora.engine.evaluate;

import io.milora.engine.generate.Detokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What of a dataset is measured, the same for every model that is compared on it. Immutable.
 *
 * @param lossRows in the order of the dataset
 * @param answerRows likewise
 * @param maxNewTokens where answers are cut off: {@value #MARGIN} tokens behind the longest
 *     expected one
 * @param labels of the whole dataset, if its answers are such
 */
public record EvaluationPlan(
    List<EvaluationRow> lossRows,
    List<EvaluationRow> answerRows,
    int maxNewTokens,
    Optional<Labels> labels) {
  private static final int MARGIN = 8;

  /**
   * Chooses from a dataset.
   *
   * @param rows at least one
   * @param endTokens ids that are no part of an answer's text
   */
  public static EvaluationPlan of(
      List<EvaluationRow> rows,
      EvaluationLimits limits,
      Detokenizer detokenizer,
      Set<Integer> endTokens) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("There are no rows to measure.");
    }
    List<String> answers = rows.stream().map(row -> expected(row, detokenizer, endTokens)).toList();
    int longest = rows.stream().mapToInt(row -> row.example().response().length).max().orElse(1);
    return new EvaluationPlan(
        sample(rows, limits.lossRows(), limits.seed()),
        sample(rows, limits.answerRows(), limits.seed()),
        longest + MARGIN,
        Labels.of(answers));
  }

  /** Tokens that a slot needs to hold for every row. */
  public static int capacity(List<EvaluationRow> rows) {
    int prompt = rows.stream().mapToInt(row -> row.example().prompt().length).max().orElse(1);
    int response = rows.stream().mapToInt(row -> row.example().response().length).max().orElse(1);
    return prompt + response + MARGIN;
  }

  /** A row's answer as text, without an end token. */
  static String expected(EvaluationRow row, Detokenizer detokenizer, Set<Integer> endTokens) {
    int[] response = row.example().response();
    int last = response.length - 1;
    int[] text = endTokens.contains(response[last]) ? Arrays.copyOf(response, last) : response;
    return detokenizer.decode(text).strip();
  }

  private static List<EvaluationRow> sample(List<EvaluationRow> rows, int count, int seed) {
    if (rows.size() <= count) {
      return List.copyOf(rows);
    }
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      indices.add(i);
    }
    Collections.shuffle(indices, new Random(seed));
    return indices.subList(0, count).stream().sorted().map(rows::get).toList();
  }
}
