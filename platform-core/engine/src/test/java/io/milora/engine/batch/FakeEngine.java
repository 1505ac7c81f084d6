package io.milora.engine.batch;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose next token is a hash of the sequence so far and of its adapter. Watches that it
 * is used as the seam asks, and can be held up and made to fail.
 */
final class FakeEngine implements ServingEngine {
  static final int VOCABULARY = 50;

  private final int slots;
  private final Map<Integer, Long> states = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> owners = new ConcurrentHashMap<>();

  /** A permit for every call of prefill and decode. */
  final Semaphore gate = new Semaphore(Integer.MAX_VALUE);

  /** Run in each of them, behind the gate. */
  volatile Runnable onCall = () -> {};

  /** {@code prefill FIRST_TOKEN} and {@code decode SEQUENCES}, in order. */
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  /** What was done for whom, in order. */
  final List<Served> served = Collections.synchronizedList(new ArrayList<>());

  /**
   * A prefill, or a sequence's part in a step.
   *
   * @param firstToken of the sequence's prompt
   * @param promptTokens 0 in a step
   */
  record Served(int firstToken, int promptTokens) {}

  /** For which first prompt token a prefill fails. */
  volatile IntPredicate failingPrefill = token -> false;

  /** What the next decode throws, if anything. */
  volatile @Nullable Throwable nextFailure;

  FakeEngine(int slots) {
    this.slots = slots;
  }

  /** How many slots are in use. */
  int occupied() {
    return states.size();
  }

  @Override
  public LlamaConfig config() {
    return new LlamaConfig(
        8, 8, 1, 1, 1, 8, VOCABULARY, 1e-5, true, false, false, 1e4, null, 1000, List.of(2));
  }

  @Override
  public EngineIdentity identity() {
    return new EngineIdentity("fake", Precision.FLOAT32);
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public int capacity() {
    return 1000;
  }

  @Override
  public Prefill prefill(
      int slot, int[] tokens, int promptLength, Adapter adapter, LogitRows rows) {
    calls.add("prefill " + tokens[0]);
    gate.acquireUninterruptibly();
    onCall.run();
    if (failingPrefill.test(tokens[0])) {
      throw new IllegalStateException("made to fail");
    }
    if (states.containsKey(slot)) {
      throw new AssertionError("Slot " + slot + " is in use");
    }
    long state =
        Arrays.hashCode(tokens) * 31L + Math.round(adapter.pairSets().getFirst().scale() * 1000);
    states.put(slot, state);
    owners.put(slot, tokens[0]);
    served.add(new Served(tokens[0], tokens.length));
    float[] logits = new float[VOCABULARY];
    write(state, logits);
    return new Prefill(new RoutePlan(new float[1][7], null), new float[][] {logits});
  }

  @Override
  public void decode(int[] slots, int[] tokens, float[][] logits) {
    calls.add("decode " + slots.length);
    gate.acquireUninterruptibly();
    onCall.run();
    switch (nextFailure) {
      case RuntimeException e -> {
        nextFailure = null;
        throw e;
      }
      case Error e -> throw e;
      case null, default -> {}
    }
    if (Arrays.stream(slots).distinct().count() != slots.length) {
      throw new AssertionError("A slot is there twice");
    }
    for (int i = 0; i < slots.length; i++) {
      served.add(new Served(Objects.requireNonNull(owners.get(slots[i])), 0));
      long state = held(slots[i]) * 6364136223846793005L + tokens[i] + 1442695040888963407L;
      states.put(slots[i], state);
      write(state, logits[i]);
    }
  }

  private long held(int slot) {
    Long state = states.get(slot);
    if (state == null) {
      throw new AssertionError("Slot " + slot + " holds nothing");
    }
    return state;
  }

  private static void write(long state, float[] logits) {
    Arrays.fill(logits, 0);
    logits[3 + (int) Math.floorMod(state >>> 7, VOCABULARY - 3L)] = 1;
  }

  @Override
  public void copy(int from, int to) {
    states.put(to, held(from));
    owners.put(to, Objects.requireNonNull(owners.get(from)));
  }

  @Override
  public void release(int slot) {
    states.remove(slot);
    owners.remove(slot);
  }

  @Override
  public void close() {}
}
