package io.milora.inferenceworker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanaryDrawTest {
  @Test
  void aTenthOfManyRequestsFallsBelowTen() {
    long below =
        IntStream.range(0, 100_000)
            .filter(i -> CanaryDraw.of("support", null, "req_" + i) < 10)
            .count();

    assertThat(below).isBetween(9_700L, 10_300L);
  }

  @Test
  void theUserDecidesWhereThereIsOneAndOtherwiseTheRequest() {
    assertThat(CanaryDraw.of("support", "u", "a")).isEqualTo(CanaryDraw.of("support", "u", "b"));
    assertThat(IntStream.range(0, 50).map(i -> CanaryDraw.of("support", null, "r" + i)).distinct())
        .hasSizeGreaterThan(20);
  }
}
