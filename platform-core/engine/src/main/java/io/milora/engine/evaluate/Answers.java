package io.milora.engine.evaluate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.Sampler;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Greedy answers, as many at once as the engine has slots. An answer does not depend on which
 * others run beside it. Not thread-safe.
 */
public final class Answers {
  private final ServingEngine engine;
  private final Adapter adapter;
  private final Set<Integer> endTokens;
  private final float[][] logits;

  /** On an engine whose slots are free. */
  public Answers(ServingEngine engine, Adapter adapter) {
    this.engine = engine;
    this.adapter = adapter;
    endTokens = Set.copyOf(engine.config().endTokens());
    logits = new float[engine.slots()][engine.config().vocabulary()];
  }

  /**
   * The answers' tokens, in the order of the prompts; end tokens are not part of them.
   *
   * @param maxNewTokens of an answer, 1 or more; fewer where the slot is full
   * @param stop asked between steps
   * @throws CancellationException if {@code stop} said so
   */
  public List<int[]> generate(List<int[]> prompts, int maxNewTokens, BooleanSupplier stop) {
    int[][] answers = new int[prompts.size()][];
    List<Running> running = new ArrayList<>();
    Queue<Integer> free = new ArrayDeque<>(IntStream.range(0, engine.slots()).boxed().toList());
    int next = 0;
    try {
      while (next < prompts.size() || !running.isEmpty()) {
        if (stop.getAsBoolean()) {
          throw new CancellationException("The evaluation was stopped");
        }
        while (next < prompts.size() && !free.isEmpty()) {
          running.add(start(next, free.remove(), prompts.get(next), maxNewTokens));
          next++;
        }
        decode(running.stream().filter(one -> !one.done()).toList());
        running.stream()
            .filter(Running::done)
            .forEach(
                one -> {
                  answers[one.index] = one.answer();
                  free.add(one.slot);
                });
        running.removeIf(Running::done);
      }
      return List.of(answers);
    } finally {
      IntStream.range(0, engine.slots()).forEach(engine::release);
    }
  }

  private Running start(int index, int slot, int[] prompt, int maxNewTokens) {
    // The last token needs no place in the slot: nothing is computed from it.
    int limit = Math.min(maxNewTokens, engine.capacity() - prompt.length + 1);
    Running started = new Running(index, slot, limit);
    started.append(
        engine.prefill(slot, prompt, prompt.length, adapter, LogitRows.LAST).logits()[0]);
    return started;
  }

  private void decode(List<Running> running) {
    if (running.isEmpty()) {
      return;
    }
    int[] slots = running.stream().mapToInt(one -> one.slot).toArray();
    int[] tokens = running.stream().mapToInt(Running::last).toArray();
    float[][] rows = Arrays.copyOf(logits, running.size());
    engine.decode(slots, tokens, rows);
    for (int i = 0; i < rows.length; i++) {
      running.get(i).append(rows[i]);
    }
  }

  /** An answer under way. */
  private final class Running {
    private final int index;
    private final int slot;
    private final int[] tokens;
    private int count;

    Running(int index, int slot, int limit) {
      this.index = index;
      this.slot = slot;
      tokens = new int[limit];
    }

    void append(float[] row) {
      tokens[count++] = Sampler.GREEDY.next(row);
    }

    int last() {
      return tokens[count - 1];
    }

    boolean done() {
      return endTokens.contains(last()) || count == tokens.length;
    }

    int[] answer() {
      return Arrays.copyOf(tokens, endTokens.contains(last()) ? count - 1 : count);
    }
  }
}
