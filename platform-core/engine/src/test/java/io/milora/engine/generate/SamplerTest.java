package io.milora.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milora.model.InvalidInputException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int DRAWS = 20_000;

  /** Probabilities 0.1, 0.4, 0.2, 0.3 at temperature 1. */
  private static final float[] LOGITS = {
    (float) Math.log(0.1), (float) Math.log(0.4), (float) Math.log(0.2), (float) Math.log(0.3)
  };

  @Test
  void greedyTakesTheLargestAndOfEqualOnesTheFirst() {
    assertThat(Sampler.GREEDY.next(LOGITS)).isEqualTo(1);
    assertThat(Sampler.GREEDY.next(new float[] {0, 2, 2})).isEqualTo(1);
    assertThat(Sampling.GREEDY.sampler()).isSameAs(Sampler.GREEDY);
  }

  @Test
  void drawsWithTheModelsProbabilities() {
    assertThat(shares(new Sampling(1, 1, 0, 1)))
        .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.02));
  }

  @Test
  void temperatureSharpens() {
    double total = 0.01 + 0.16 + 0.04 + 0.09;
    assertThat(shares(new Sampling(0.5, 1, 0, 1)))
        .containsExactly(
            new double[] {0.01 / total, 0.16 / total, 0.04 / total, 0.09 / total}, within(0.02));
  }

  @Test
  void topKLeavesTheMostLikely() {
    assertThat(shares(new Sampling(1, 1, 2, 1)))
        .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
  }

  @Test
  void topPLeavesTheSmallestSetThatReachesIt() {
    assertThat(shares(new Sampling(1, 0.65, 0, 1)))
        .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
    assertThat(shares(new Sampling(1, 0.75, 0, 1)))
        .containsExactly(new double[] {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, within(0.02));
    assertThat(shares(new Sampling(1, 0.05, 0, 1)))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
  }

  @Test
  void topPCountsWithinTopK() {
    assertThat(shares(new Sampling(1, 0.5, 2, 1)))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
  }

  @Test
  void equalSeedsGiveEqualTokens() {
    assertThat(draws(new Sampling(1, 0.9, 0, 5))).isEqualTo(draws(new Sampling(1, 0.9, 0, 5)));
    assertThat(draws(new Sampling(1, 0.9, 0, 5))).isNotEqualTo(draws(new Sampling(1, 0.9, 0, 6)));
  }

  @Test
  void leavesTheLogitsAlone() {
    float[] logits = LOGITS.clone();
    new Sampling(0.7, 0.9, 3, 1).sampler().next(logits);

    assertThat(logits).isEqualTo(LOGITS);
  }

  @Test
  void refusesLogitsThatAreNoNumbers() {
    float[] logits = {0, Float.NaN, 1};
    assertThatThrownBy(() -> Sampler.GREEDY.next(logits)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Sampling(1, 1, 0, 1).sampler().next(logits))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysEverythingThatIsOutOfRange() {
    assertThatThrownBy(() -> new Sampling(3, 0, -1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("temperature is 3", "top_p is 0", "top_k is -1");
  }

  private static double[] shares(Sampling sampling) {
    double[] shares = new double[LOGITS.length];
    for (int id : draws(sampling)) {
      shares[id] += 1.0 / DRAWS;
    }
    return shares;
  }

  private static int[] draws(Sampling sampling) {
    Sampler sampler = sampling.sampler();
    return IntStream.range(0, DRAWS).map(i -> sampler.next(LOGITS)).toArray();
  }
}
