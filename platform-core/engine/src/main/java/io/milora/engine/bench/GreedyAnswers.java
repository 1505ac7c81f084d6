package io.milora.engine.bench;

import io.milora.engine.generate.Sampler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Answers many prompts greedily, as many at once as there are slots; a prompt's answer does not
 * depend on which others run beside it. Not thread-safe.
 */
public final class GreedyAnswers {
  private final ServedModel model;
  private final int maxNewTokens;
  private final Set<Integer> endTokens;
  private final float[][] logits;

  /**
   * On a model whose slots are free.
   *
   * @param maxNewTokens of an answer, 1 or more
   * @param endTokens ids that end an answer and are not part of it
   */
  public GreedyAnswers(ServedModel model, int maxNewTokens, Set<Integer> endTokens) {
    this.model = model;
    this.maxNewTokens = maxNewTokens;
    this.endTokens = Set.copyOf(endTokens);
    logits = new float[model.slots()][model.vocabulary()];
  }

  /**
   * The answers' tokens, in the order of the prompts.
   *
   * @param prompts each, with an answer, within a slot's capacity
   */
  public List<int[]> answer(List<int[]> prompts) {
    int[][] answers = new int[prompts.size()][];
    List<Running> running = new ArrayList<>();
    Queue<Integer> free = new ArrayDeque<>();
    for (int slot = 0; slot < model.slots(); slot++) {
      free.add(slot);
    }
    int next = 0;
    while (next < prompts.size() || !running.isEmpty()) {
      while (next < prompts.size() && !free.isEmpty()) {
        int slot = free.remove();
        Running started = new Running(next, slot, maxNewTokens);
        started.append(Sampler.GREEDY.next(model.prefill(slot, prompts.get(next))));
        running.add(started);
        next++;
      }
      running.removeIf(
          one -> {
            if (!one.done()) {
              return false;
            }
            answers[one.index] = one.answer();
            model.release(one.slot);
            free.add(one.slot);
            return true;
          });
      decode(running);
    }
    return List.of(answers);
  }

  private void decode(List<Running> running) {
    if (running.isEmpty()) {
      return;
    }
    int[] slots = running.stream().mapToInt(one -> one.slot).toArray();
    int[] tokens = running.stream().mapToInt(Running::last).toArray();
    float[][] rows = Arrays.copyOf(logits, running.size());
    model.decode(slots, tokens, rows);
    for (int i = 0; i < rows.length; i++) {
      running.get(i).append(Sampler.GREEDY.next(rows[i]));
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

    void append(int token) {
      tokens[count++] = token;
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
