package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private static final double DIGITS = 0.1; // percent
  private final Random random = new Random(1);

  @Test
  void percentilesOfManyMinutesAndWorkersAreThoseOfAllRawLatencies() {
    List<Long> raw = new ArrayList<>();
    LatencyHistogram all = new LatencyHistogram();
    for (int minute = 0; minute < 200; minute++) {
      LatencyHistogram histogram = new LatencyHistogram();
      // Slow minutes have few requests: an average of percentiles would be far off.
      double scale = minute % 10 == 0 ? 3e6 : 4e4;
      for (int i = 0; i < (minute % 10 == 0 ? 3 : 50); i++) {
        long micros = 1 + (long) Math.abs(scale * random.nextGaussian());
        raw.add(micros);
        histogram.record(Duration.ofNanos(1000 * micros));
      }
      all.add(LatencyHistogram.decode(histogram.encode()));
    }
    raw.sort(null);
    assertThat(all.count()).isEqualTo(raw.size());
    for (double percent : new double[] {1, 50, 90, 95, 99, 99.9, 100}) {
      int rank = (int) Math.max(1, Math.ceil(percent / 100 * raw.size()));
      assertThat(all.percentile(percent).toNanos() / 1000)
          .as("p%s", percent)
          .isCloseTo(raw.get(rank - 1), withPercentage(DIGITS));
    }
  }

  @Test
  void whatWasEncodedIsAddedAsIfItHadBeenDecoded() {
    LatencyHistogram quick = new LatencyHistogram();
    LatencyHistogram plain = new LatencyHistogram();
    for (int minute = 0; minute < 50; minute++) {
      LatencyHistogram histogram = new LatencyHistogram();
      for (int i = 0; i < minute * minute; i++) {
        long micros = (long) Math.exp(25 * random.nextDouble()) % 4_000_000_000L;
        histogram.record(Duration.ofNanos(1000 * micros));
      }
      quick.addEncoded(histogram.encode());
      plain.add(LatencyHistogram.decode(histogram.encode()));
    }
    assertThat(quick.count()).isEqualTo(plain.count());
    for (double percent : new double[] {0.1, 1, 10, 50, 90, 99, 99.9, 99.99, 100}) {
      assertThat(quick.percentile(percent)).isEqualTo(plain.percentile(percent));
    }
    assertThatThrownBy(() -> quick.addEncoded(new byte[40]))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] damaged = plain.encode();
    Arrays.fill(damaged, 60, 80, (byte) 1);
    assertThatThrownBy(() -> quick.addEncoded(damaged))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsBetweenBoundsIsCounted() {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int millis : new int[] {0, 1, 5, 5, 700, 90_000}) {
      histogram.record(Duration.ofMillis(millis));
    }
    assertThat(histogram.buckets(List.of(Duration.ofMillis(4), Duration.ofMillis(5))))
        .containsExactly(2L, 2L, 2L);
    assertThat(histogram.buckets(List.of(Duration.ofMillis(1), Duration.ofHours(100))))
        .containsExactly(2L, 4L, 0L);
    assertThat(histogram.buckets(List.of())).containsExactly(6L);
  }

  @Test
  void nothingHasNoPercentilesAndNoBytesOfOthersAreRead() {
    assertThat(new LatencyHistogram().percentile(99)).isZero();
    assertThat(LatencyHistogram.decode(new LatencyHistogram().encode()).count()).isZero();
    assertThatThrownBy(() -> LatencyHistogram.decode(new byte[40]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
