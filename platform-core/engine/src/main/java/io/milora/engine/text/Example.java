package io.milora.engine.text;

/**
 * A tokenized row. The loss covers the response only; routers see the prompt only.
 *
 * @param prompt token ids, at least one
 * @param response token ids, at least one; the last is an end token
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record Example(int[] prompt, int[] response) {
  /** Tokens of the whole row. */
  public int length() {
    return prompt.length + response.length;
  }
}
