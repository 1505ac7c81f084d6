package io.milora.engine.evaluate;

import io.milora.engine.adapter.BareBase;
import io.milora.engine.generate.LogSumExp;
import io.milora.engine.generate.Sampler;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import java.util.List;

/**
 * How near an engine's predictions are to another's on the same texts, the bare base model on both.
 *
 * @param tokens that were foretold: all of a text but its first
 * @param referencePerplexity of the other engine
 * @param perplexity of this one
 * @param sameFirst share of tokens, 0 to 1, at which both find the same one most probable
 * @param divergence mean Kullback-Leibler divergence from the other engine's distribution, nats
 */
public record Agreement(
    long tokens,
    double referencePerplexity,
    double perplexity,
    double sameFirst,
    double divergence) {

  /**
   * Measures one engine against another; slot 0 of both is used, and free afterwards.
   *
   * @param texts token ids, two or more each, none longer than a slot
   */
  public static Agreement measure(
      ServingEngine reference, ServingEngine engine, List<int[]> texts) {
    Sums sums = new Sums();
    for (int[] text : texts) {
      float[][] expected = logits(reference, text);
      float[][] actual = logits(engine, text);
      for (int i = 0; i + 1 < text.length; i++) {
        sums.add(expected[i], actual[i], text[i + 1]);
      }
    }
    reference.release(0);
    engine.release(0);
    return sums.mean();
  }

  /** How much greater the perplexity is than the other engine's; 0.01 is one percent. */
  public double perplexityGrowth() {
    return perplexity / referencePerplexity - 1;
  }

  private static float[][] logits(ServingEngine engine, int[] text) {
    return engine.prefill(0, text, text.length, BareBase.INSTANCE, LogitRows.ALL).logits();
  }

  private static final class Sums {
    private long tokens;
    private long same;
    private double referenceLoss;
    private double loss;
    private double divergence;

    void add(float[] expected, float[] actual, int next) {
      double expectedSum = LogSumExp.of(expected);
      double actualSum = LogSumExp.of(actual);
      tokens++;
      referenceLoss += expectedSum - expected[next];
      loss += actualSum - actual[next];
      same += Sampler.GREEDY.next(expected) == Sampler.GREEDY.next(actual) ? 1 : 0;
      for (int id = 0; id < expected.length; id++) {
        double logarithm = expected[id] - expectedSum;
        divergence += Math.exp(logarithm) * (logarithm - (actual[id] - actualSum));
      }
    }

    Agreement mean() {
      return new Agreement(
          tokens,
          Math.exp(referenceLoss / tokens),
          Math.exp(loss / tokens),
          (double) same / tokens,
          divergence / tokens);
    }
  }
}
