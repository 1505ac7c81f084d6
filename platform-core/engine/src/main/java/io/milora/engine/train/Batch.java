package io.milora.engine.train;

import io.milora.engine.text.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of one forward pass, right-padded; masks come from lengths, never from token ids.
 *
 * @param examples the rows, N
 * @param width T, tokens of the longest row
 * @param ids [N, T] token ids, 0 where padded
 * @param prompts [N, T] true at prompt tokens
 * @param places [R] positions whose next token is a response token, in the order in which they are
 *     computed: the shared tokens once, then each row's own, T - shared of it
 * @param targets [R] those response tokens
 * @param shared how many tokens all rows begin with alike that are computed once for all of them;
 *     fewer than any prompt has
 * @param tokens prompt and response tokens
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record Batch(
    List<Example> examples,
    int width,
    long[] ids,
    boolean[] prompts,
    long[] places,
    long[] targets,
    int shared,
    int tokens) {
  /** Below it costs more to tell the shared tokens apart than to compute them again. */
  private static final int LEAST_SHARED = 8;

  /** As many tokens' time passes with a part, however small. */
  private static final int PART_TOKENS = 32;

  /** Rows of which each is computed by itself. */
  static Batch of(List<Example> examples) {
    return of(examples, 0);
  }

  private static Batch of(List<Example> examples, int shared) {
    int width = examples.stream().mapToInt(Example::length).max().orElseThrow();
    int tokens = examples.stream().mapToInt(Example::length).sum();
    int responses = examples.stream().mapToInt(example -> example.response().length).sum();
    long[] ids = new long[examples.size() * width];
    boolean[] prompts = new boolean[ids.length];
    long[] places = new long[responses];
    long[] targets = new long[responses];
    int found = 0;
    for (int row = 0; row < examples.size(); row++) {
      Example example = examples.get(row);
      int start = row * width;
      int before = row * shared;
      for (int token : example.prompt()) {
        prompts[start] = true;
        ids[start++] = token;
      }
      for (int token : example.response()) {
        places[found] = (long) start - 1 - before;
        targets[found++] = token;
        ids[start++] = token;
      }
    }
    return new Batch(List.copyOf(examples), width, ids, prompts, places, targets, shared, tokens);
  }

  /** N. */
  int rows() {
    return examples.size();
  }

  /** M, tokens that are computed, with padding. */
  int computed() {
    return shared + rows() * (width - shared);
  }

  /**
   * The same rows in smaller batches, in their order, so that lanes which take one after the other
   * are done soonest.
   *
   * @param tokens of a part at most, with padding; a longer row is a part of its own
   * @param least rows of a part, even if they have more tokens
   * @param lanes that compute parts at once
   * @param share whether what all rows of a part begin with is computed once. Where rows run
   *     through one and the same adapter nothing else follows from it; with routers they do not
   */
  List<Batch> cut(int tokens, int least, int lanes, boolean share) {
    List<List<Example>> best = List.of();
    int soonest = Integer.MAX_VALUE;
    int limit = tokens;
    boolean smaller;
    do {
      List<List<Example>> parts = cut(limit, least, share);
      int largest = parts.stream().mapToInt(part -> computed(part, share)).max().orElseThrow();
      int end = end(parts, lanes, share);
      if (end < soonest) {
        soonest = end;
        best = parts;
      }
      smaller = largest <= limit;
      limit = largest - 1;
    } while (smaller);
    return batches(best, share);
  }

  /**
   * The same rows in their order, in as few batches as may be: for what computes one after the
   * other, and large ones best.
   *
   * @param tokens of a part at most, with padding; a longer row is a part of its own
   * @param share as above
   */
  List<Batch> cut(int tokens, boolean share) {
    return batches(cut(tokens, 1, share), share);
  }

  private static List<Batch> batches(List<List<Example>> parts, boolean share) {
    return parts.stream().map(part -> of(part, share ? shared(part) : 0)).toList();
  }

  private List<List<Example>> cut(int tokens, int least, boolean share) {
    List<List<Example>> parts = new ArrayList<>();
    int from = 0;
    while (from < rows()) {
      int to = Math.min(from + least, rows());
      while (to < rows() && computed(examples.subList(from, to + 1), share) <= tokens) {
        to++;
      }
      parts.add(examples.subList(from, to));
      from = to;
    }
    return parts;
  }

  /** When the last of lanes is done that take the parts in their order, in tokens' time. */
  private static int end(List<List<Example>> parts, int lanes, boolean share) {
    int[] ends = new int[lanes];
    for (List<Example> part : parts) {
      ends[0] += computed(part, share) + PART_TOKENS;
      Arrays.sort(ends);
    }
    return ends[lanes - 1];
  }

  /** Tokens that a part computes, with padding. */
  private static int computed(List<Example> part, boolean share) {
    int longest = part.stream().mapToInt(Example::length).max().orElseThrow();
    int once = share ? shared(part) : 0;
    return once + part.size() * (longest - once);
  }

  /** What rows begin with alike, without the last token of a prompt, which predicts. */
  private static int shared(List<Example> rows) {
    int[] first = rows.getFirst().prompt();
    int length = first.length - 1;
    for (Example row : rows) {
      int same = Arrays.mismatch(first, row.prompt());
      length = Math.min(length, same < 0 ? length : Math.min(same, row.prompt().length - 1));
    }
    return rows.size() > 1 && length >= LEAST_SHARED ? length : 0;
  }
}
