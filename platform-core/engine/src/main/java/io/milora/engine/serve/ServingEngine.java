package io.milora.engine.serve;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.LlamaConfig;

/**
 * One base model, ready to decode several sequences with different adapters at once. A slot holds
 * one sequence: its keys and values, its route plan and its gathered pairs. A sequence's numbers
 * are the same alone and in any batch.
 *
 * <p>Not thread-safe: one owner calls it. Every method throws {@link IllegalArgumentException} for
 * a slot out of range, tokens outside of the vocabulary, or a sequence longer than {@link
 * #capacity()}.
 */
public interface ServingEngine extends AutoCloseable {
  LlamaConfig config();

  /**
   * What computes, as far as it can change a number: two engines with one identity give equal
   * logits for equal weights and tokens.
   */
  EngineIdentity identity();

  /** How many sequences fit at once; slots are numbered from 0. */
  int slots();

  /** Tokens a slot holds, prompt and response together. */
  int capacity();

  /**
   * Starts a sequence: runs all tokens in one pass, routes on the first {@code promptLength} of
   * them, and keeps keys, values and route in the slot. Whatever the slot held before is gone.
   *
   * @param tokens the prompt, and for evaluation a response after it; at least one
   * @param promptLength how many of the tokens the routers see, 1 to tokens.length
   */
  Prefill prefill(int slot, int[] tokens, int promptLength, Adapter adapter, LogitRows rows);

  /**
   * Appends one token to each of several sequences and computes what follows.
   *
   * @param slots distinct slots that hold a sequence
   * @param tokens for each of them the token to append
   * @param logits for each of them a row of at least V elements to write to
   */
  void decode(int[] slots, int[] tokens, float[][] logits);

  /** Makes slot {@code to} hold the same sequence as {@code from}; beams need it. */
  void copy(int from, int to);

  /** Forgets a slot's sequence and lets go of its adapter; does nothing if it holds none. */
  void release(int slot);

  @Override
  void close();
}
