package io.milora.engine.train;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.text.Example;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks tokenized rows and fits them to a job's length. */
final class TrainingRows {
  private TrainingRows() {}

  /**
   * The rows, responses cut off where a row is longer than allowed.
   *
   * @param param how to call the rows in messages
   * @throws InvalidInputException with every row whose prompt leaves no room for a response, that
   *     is empty, or that has tokens outside of the vocabulary
   */
  static List<Example> fit(String param, List<Example> rows, int maxLength, LlamaConfig config) {
    List<Problem> problems = new ArrayList<>();
    List<Example> fitting = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Example example = rows.get(row);
      String place = "%s[%d]".formatted(param, row);
      check(problems, place, example, maxLength, config);
      int room = Math.max(0, maxLength - example.prompt().length);
      fitting.add(
          example.response().length <= room
              ? example
              : new Example(example.prompt(), Arrays.copyOf(example.response(), room)));
    }
    InvalidInputException.throwIfAny(problems);
    return fitting;
  }

  private static void check(
      List<Problem> problems, String place, Example row, int maxLength, LlamaConfig config) {
    if (row.prompt().length == 0 || row.response().length == 0) {
      problems.add(
          new Problem(
              place,
              "empty_row",
              "%s has %d prompt and %d response tokens; each needs at least one."
                  .formatted(place, row.prompt().length, row.response().length)));
    }
    if (row.prompt().length >= maxLength) {
      problems.add(
          new Problem(
              place,
              "prompt_too_long",
              "The prompt of %s has %d tokens; max_length %d leaves no room for a response. Shorten the prompt, or raise max_length."
                  .formatted(place, row.prompt().length, maxLength)));
    }
    int vocabulary = config.vocabulary();
    if (outside(row.prompt(), vocabulary) || outside(row.response(), vocabulary)) {
      problems.add(
          new Problem(
              place,
              "unknown_token",
              "%s has token ids outside of the vocabulary, 0 to %d; tokenize it with this base model's tokenizer."
                  .formatted(place, vocabulary - 1)));
    }
  }

  private static boolean outside(int[] tokens, int vocabulary) {
    return Arrays.stream(tokens).anyMatch(token -> token < 0 || token >= vocabulary);
  }
}
