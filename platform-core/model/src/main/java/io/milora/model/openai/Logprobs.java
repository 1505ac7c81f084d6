package io.milora.model.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How likely the tokens of an answer were. */
public record Logprobs(List<Token> content, @Nullable List<Token> refusal) {
  /** Those of these tokens. */
  public static Logprobs of(List<Token> content) {
    return new Logprobs(List.copyOf(content), null);
  }

  /**
   * A token of the answer.
   *
   * @param logprob nats
   * @param bytes UTF-8, or null if the token is a part of a character
   */
  public record Token(
      String token, double logprob, @Nullable List<Integer> bytes, List<Alternative> topLogprobs) {}

  /** A token that might have been. */
  public record Alternative(String token, double logprob, @Nullable List<Integer> bytes) {}
}
