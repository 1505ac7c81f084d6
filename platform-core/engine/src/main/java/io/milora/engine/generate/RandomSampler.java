package io.milora.engine.generate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws from the distribution after temperature, then top-k, then top-p (nucleus sampling, Holtzman
 * et al., arXiv 1904.09751). One random number a token.
 */
final class RandomSampler implements Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;
  private double[] weights = {};

  RandomSampler(Sampling sampling) {
    this.sampling = sampling;
    random = new SplittableRandom(sampling.seed());
  }

  @Override
  public int next(float[] logits) {
    double total = weigh(logits);
    boolean all = sampling.topP() == 1 && sampling.topK() == 0;
    return all ? drawOfAll(total) : drawOfBest(candidates(total));
  }

  /** Fills the weights exp((logit - max) / temperature) and gives their sum. */
  private double weigh(float[] logits) {
    if (weights.length != logits.length) {
      weights = new double[logits.length];
    }
    float max = logits[Sampler.GREEDY.next(logits)];
    double total = 0;
    for (int id = 0; id < logits.length; id++) {
      weights[id] = Math.exp((logits[id] - max) / sampling.temperature());
      total += weights[id];
    }
    return total;
  }

  private int drawOfAll(double total) {
    double left = random.nextDouble() * total;
    int last = 0;
    for (int id = 0; id < weights.length; id++) {
      if (weights[id] > 0) {
        last = id;
        left -= weights[id];
        if (left < 0) {
          return id;
        }
      }
    }
    return last; // rounding may leave a crumb
  }

  /**
   * The tokens that top-k and top-p leave, most likely first. Packs weight and id into one long
   * each, because sorting those needs no objects; of equal weights the lower id comes first.
   */
  private int[] candidates(double total) {
    // A token below this cannot be in the nucleus: all tokens outside of it sum to at most 1 - p.
    double floor = total * (1 - sampling.topP()) / Math.max(1, weights.length - 1);
    long[] keys = new long[weights.length];
    int count = 0;
    for (int id = 0; id < weights.length; id++) {
      if (weights[id] >= floor && weights[id] > 0) {
        keys[count++] =
            ((long) Float.floatToIntBits((float) weights[id]) << 32) | (~id & 0xFFFFFFFFL);
      }
    }
    Arrays.sort(keys, 0, count);
    int kept = sampling.topK() == 0 ? count : Math.min(count, sampling.topK());
    int[] best = new int[kept];
    for (int i = 0; i < kept; i++) {
      best[i] = ~(int) keys[count - 1 - i];
    }
    return nucleus(best, kept == count ? total : sum(best));
  }

  private int[] nucleus(int[] best, double total) {
    double sum = 0;
    int size = 0;
    while (size < best.length && sum < sampling.topP() * total) {
      sum += weights[best[size++]];
    }
    return Arrays.copyOf(best, Math.max(1, size));
  }

  private int drawOfBest(int[] best) {
    double left = random.nextDouble() * sum(best);
    for (int id : best) {
      left -= weights[id];
      if (left < 0) {
        return id;
      }
    }
    return best[best.length - 1];
  }

  private double sum(int[] ids) {
    double sum = 0;
    for (int id : ids) {
      sum += weights[id];
    }
    return sum;
  }
}
