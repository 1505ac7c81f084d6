package io.milora.engine.train;

import io.milora.engine.text.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one forward pass, right-padded; masks come from lengths, never from token ids.
 *
 * @param examples the rows, N
 * @param width T, tokens of the longest row
 * @param ids [N, T] token ids, 0 where padded
 * @param prompts [N, T] true at prompt tokens
 * @param places [R] positions in N * T whose next token is a response token
 * @param targets [R] those response tokens
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
    int tokens) {

  static Batch of(List<Example> examples) {
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
      for (int token : example.prompt()) {
        prompts[start] = true;
        ids[start++] = token;
      }
      for (int token : example.response()) {
        places[found] = (long) start - 1;
        targets[found++] = token;
        ids[start++] = token;
      }
    }
    return new Batch(List.copyOf(examples), width, ids, prompts, places, targets, tokens);
  }

  /** N. */
  int rows() {
    return examples.size();
  }

  /**
   * The same rows in smaller batches, in their order.
   *
   * @param tokens of a part at most, with padding
   * @param least rows of a part, even if they have more tokens
   */
  List<Batch> cut(int tokens, int least) {
    List<Batch> parts = new ArrayList<>();
    int from = 0;
    while (from < rows()) {
      int to = from;
      int longest = 0;
      while (to < rows()) {
        longest = Math.max(longest, examples.get(to).length());
        if (to - from >= least && (to - from + 1) * longest > tokens) {
          break;
        }
        to++;
      }
      parts.add(of(examples.subList(from, to)));
      from = to;
    }
    return parts;
  }
}
