package io.milora.engine.batch;

/**
 * A running request's way through its slots: says what to append next, and takes what follows. Not
 * thread-safe.
 */
interface Decoder {
  /**
   * The prompt is in the first slot.
   *
   * @param logits [1 + known][V], for the first token and behind each known one
   */
  void start(float[][] logits);

  /** The slots to decode in the next step, none if all is done. */
  int[] slots();

  /** Whether one of its slots is still needed. */
  boolean holds(int slot);

  /** For each of these slots the token to append. */
  int[] tokens();

  /**
   * Takes a step's result.
   *
   * @param logits [slots][V]
   */
  void accept(float[][] logits);
}
