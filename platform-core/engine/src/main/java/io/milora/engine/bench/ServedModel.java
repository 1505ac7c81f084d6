package io.milora.engine.bench;

/**
 * A base model with one method's weights, on the engine that serves it. A sequence's numbers are
 * the same alone and in any batch. Not thread-safe; several share an engine and its slots, so one
 * lets go of its slots before the next begins.
 */
public interface ServedModel extends AutoCloseable {
  /** How many sequences fit at once; slots are numbered from 0. */
  int slots();

  /** V, the width of a row of logits. */
  int vocabulary();

  /**
   * Starts a sequence in a slot.
   *
   * @param prompt token ids, at least one
   * @return [V], what follows the last token; valid until the next call
   */
  float[] prefill(int slot, int[] prompt);

  /**
   * Appends one token to each of several sequences and computes what follows.
   *
   * @param slots distinct slots that hold a sequence
   * @param tokens for each of them the token to append
   * @param logits for each of them a row of at least V elements to write to
   */
  void decode(int[] slots, int[] tokens, float[][] logits);

  /** Forgets a slot's sequence; does nothing if it holds none. */
  void release(int slot);

  /** Lets go of the weights; the engine stays. */
  @Override
  void close();
}
