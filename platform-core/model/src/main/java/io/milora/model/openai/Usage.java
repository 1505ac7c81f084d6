package io.milora.model.openai;

/**
 * Tokens of a request.
 *
 * @param completionTokens generated, an end token included
 */
public record Usage(int promptTokens, int completionTokens, int totalTokens) {
  /** With their sum. */
  public static Usage of(int promptTokens, int completionTokens) {
    return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
  }
}
