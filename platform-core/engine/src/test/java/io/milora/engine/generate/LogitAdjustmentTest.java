package io.milora.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogitAdjustmentTest {
  private static final float[] LOGITS = {1, 3, 2.5f, 0};

  @Test
  void nothingToAdjustIsNoSamplerMore() {
    assertThat(LogitAdjustment.NONE.over(Sampler.GREEDY)).isSameAs(Sampler.GREEDY);
  }

  @Test
  void biasesAreAddedAndTheLogitsLeftAsTheyAre() {
    float[] logits = LOGITS.clone();

    assertThat(new LogitAdjustment(0, 0, Map.of(3, 3.5)).over(Sampler.GREEDY).next(logits))
        .isEqualTo(3);
    assertThat(logits).isEqualTo(LOGITS);
  }

  @Test
  void presenceCountsOnce() {
    Sampler sampler = new LogitAdjustment(1, 0, Map.of()).over(Sampler.GREEDY);

    // 3 at first; then 2 against 2.5; then 2 against 1.5, and so on
    assertThat(new int[] {next(sampler), next(sampler), next(sampler), next(sampler)})
        .containsExactly(1, 2, 1, 1);
  }

  @Test
  void frequencyCountsEveryTime() {
    Sampler sampler = new LogitAdjustment(0, 1, Map.of()).over(Sampler.GREEDY);

    // 3; 2 and 2.5; 2 and 1.5; 1 and 1.5 and 1 (the first); 1, 0.5 and 1
    assertThat(
            new int[] {next(sampler), next(sampler), next(sampler), next(sampler), next(sampler)})
        .containsExactly(1, 2, 1, 2, 0);
  }

  private static int next(Sampler sampler) {
    return sampler.next(LOGITS);
  }
}
