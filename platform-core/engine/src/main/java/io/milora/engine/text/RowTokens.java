package io.milora.engine.text;

import io.milora.datasets.ChatRow;
import io.milora.datasets.CompletionRow;
import io.milora.datasets.TrainingRow;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.Arrays;

/**
 * Turns rows into the tokens that are trained on: the one place where that is decided, for training
 * and for who shows what will be trained. Thread-safe.
 *
 * @param maxLength tokens of a row, at least 1
 */
public record RowTokens(ExampleEncoder encoder, int maxLength) {
  /**
   * A row as it is trained.
   *
   * @param cut tokens of the response beyond the greatest length, which are left out
   */
  public record Fitted(Example example, int cut) {}

  /** What comes before the response, as the model reads it. */
  public String prompt(TrainingRow row) {
    return switch (row) {
      case ChatRow chat -> encoder.template().render(chat.prompt(), true);
      case CompletionRow text -> text.prompt();
    };
  }

  /**
   * All tokens of a row, however many.
   *
   * @throws InvalidInputException if the template refuses the row, or its prompt is empty
   */
  public Example whole(TrainingRow row) {
    return switch (row) {
      case ChatRow chat -> encoder.chat(chat.messages());
      case CompletionRow text -> encoder.completion(text.prompt(), text.completion());
    };
  }

  /**
   * Cuts a response off at the greatest length.
   *
   * @throws InvalidInputException if the prompt leaves no room for a response
   */
  public Fitted fit(Example whole) {
    int room = maxLength - whole.prompt().length;
    if (room < 1) {
      throw new InvalidInputException(
          new Problem(
              "max_length",
              "row_too_long",
              "The prompt has %d tokens and max_length is %d, so nothing of the response is left; shorten the row or raise max_length."
                  .formatted(whole.prompt().length, maxLength)));
    }
    int cut = Math.max(0, whole.response().length - room);
    return cut == 0
        ? new Fitted(whole, 0)
        : new Fitted(new Example(whole.prompt(), Arrays.copyOf(whole.response(), room)), cut);
  }
}
