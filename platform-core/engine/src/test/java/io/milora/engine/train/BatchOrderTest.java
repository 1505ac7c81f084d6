package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  private static final int[] LENGTHS = new Random(1).ints(1000, 10, 500).toArray();

  @Test
  void everyEpochSeesEveryRowOnce() {
    BatchOrder order = new BatchOrder(LENGTHS, 16, 7);
    assertThat(order.stepsAnEpoch()).isEqualTo(63);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 0; step < 63; step++) {
        seen.addAll(order.rows(epoch * 63 + step));
      }
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1000).boxed().toList());
    }
  }

  @Test
  void rowsOfABatchAreOfLikeLength() {
    BatchOrder order = new BatchOrder(LENGTHS, 16, 7);
    long padded = 0;
    long tokens = 0;
    for (int step = 0; step < order.stepsAnEpoch(); step++) {
      List<Integer> rows = order.rows(step);
      padded +=
          (long) rows.size() * rows.stream().mapToInt(row -> LENGTHS[row]).max().orElseThrow();
      tokens += rows.stream().mapToInt(row -> LENGTHS[row]).sum();
    }
    assertThat((double) padded / tokens).isLessThan(1.2);
  }

  @Test
  void theOrderFollowsFromTheSeedAndChangesWithTheEpoch() {
    BatchOrder order = new BatchOrder(LENGTHS, 16, 7);
    assertThat(order.rows(70)).isEqualTo(new BatchOrder(LENGTHS, 16, 7).rows(70));
    assertThat(order.rows(7)).isNotEqualTo(order.rows(70));
    assertThat(order.rows(7)).isNotEqualTo(new BatchOrder(LENGTHS, 16, 8).rows(7));
  }
}
