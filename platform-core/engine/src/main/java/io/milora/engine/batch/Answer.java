package io.milora.engine.batch;

/**
 * One request's way from generated tokens to text that can be shown: detokenising that never splits
 * a character, and stop sequences that never leak. Used by one thread at a time.
 */
public interface Answer {
  /**
   * Takes a generated token.
   *
   * @return the text that can be shown by now and was not yet; often empty
   */
  String append(int token);

  /** Whether a stop sequence was met; no token is appended after that. */
  boolean stopped();

  /** What was held back and can be shown now that nothing more comes. */
  String end();
}
