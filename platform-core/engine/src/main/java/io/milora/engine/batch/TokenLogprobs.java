package io.milora.engine.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Log-probabilities of a step under the model's own distribution, before temperature.
 *
 * @param logprob of the chosen token, nats
 * @param top the most likely tokens, best first
 */
public record TokenLogprobs(double logprob, List<Alternative> top) {
  /**
   * A token that might have been.
   *
   * @param id its number in the vocabulary
   * @param logprob nats
   */
  public record Alternative(int id, double logprob) {}

  public TokenLogprobs {
    top = List.copyOf(top);
  }

  /**
   * Of a row of logits.
   *
   * @param logits [V]
   * @param chosen the token that was chosen
   * @param count how many alternatives to list, 0 or more
   */
  static TokenLogprobs of(float[] logits, int chosen, int count) {
    double normaliser = logSumExp(logits);
    List<Alternative> top = new ArrayList<>(count + 1);
    for (int id = 0; id < logits.length && count > 0; id++) {
      double logprob = logits[id] - normaliser;
      if (top.size() < count || logprob > top.getLast().logprob()) {
        insert(top, new Alternative(id, logprob), count);
      }
    }
    return new TokenLogprobs(logits[chosen] - normaliser, top);
  }

  private static double logSumExp(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum);
  }

  private static void insert(List<Alternative> top, Alternative next, int count) {
    int at = top.size();
    while (at > 0 && top.get(at - 1).logprob() < next.logprob()) {
      at--;
    }
    top.add(at, next);
    if (top.size() > count) {
      top.removeLast();
    }
  }
}
