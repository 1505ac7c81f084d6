package io.milora.engine.text;

import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.util.Arrays;
import java.util.List;

/**
 * Turns conversations into token ids. Training and serving share it, so that a prompt is the same
 * tokens in both. Thread-safe; does not own the tokenizer.
 *
 * @param endToken id that ends a response
 */
public record ExampleEncoder(Tokenizer tokenizer, ChatTemplate template, int endToken) {

  /**
   * The prompt of a chat: the rendered messages and the opening of an assistant's turn.
   *
   * @throws InvalidInputException if the template refuses the messages
   */
  public int[] prompt(List<ChatMessage> messages) {
    return tokenizer.encode(template.render(messages, true));
  }

  /**
   * A conversation whose last message is the response to learn; what comes before is its prompt.
   *
   * @throws InvalidInputException if the last message is not the assistant's, or nothing precedes
   *     it
   */
  public Example chat(List<ChatMessage> messages) {
    if (messages.size() < 2 || messages.getLast().role() != Role.ASSISTANT) {
      throw new InvalidInputException(
          new Problem(
              "messages",
              "invalid_messages",
              "A training conversation needs a prompt and ends with an assistant's message."));
    }
    return new Example(
        prompt(messages.subList(0, messages.size() - 1)), response(messages.getLast().content()));
  }

  /** A prompt and its completion, without template. */
  public Example completion(String prompt, String completion) {
    int[] ids = tokenizer.encode(prompt);
    if (ids.length == 0) {
      throw new InvalidInputException(
          new Problem(
              "prompt", "empty_prompt", "The prompt is empty; it needs one token or more."));
    }
    return new Example(ids, response(completion));
  }

  /** The tokens of a response and the end token. */
  private int[] response(String text) {
    int[] ids = tokenizer.encode(text);
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = endToken;
    return ended;
  }
}
