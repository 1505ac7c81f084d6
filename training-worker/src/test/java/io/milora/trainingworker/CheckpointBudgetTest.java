package io.milora.trainingworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.persistence.CheckpointEntity;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointBudgetTest {
  private static final List<CheckpointEntity> NEWEST_FIRST =
      List.of(
          checkpoint(50, "0.9"),
          checkpoint(40, "0.8"),
          checkpoint(30, "0.7"),
          checkpoint(20, "0.5"),
          checkpoint(10, "0.6"));

  @Test
  void withinTheBudgetNothingIsDeleted() {
    assertThat(new CheckpointBudget(50, 5).surplus(NEWEST_FIRST)).isEmpty();
    assertThat(new CheckpointBudget(50, 5).surplus(List.of())).isEmpty();
  }

  @Test
  void theNewestAndTheBestStayHoweverSmallTheBudget() {
    assertThat(new CheckpointBudget(1, 2).surplus(NEWEST_FIRST))
        .extracting(c -> c.step)
        .containsExactly(40, 30, 10);
  }

  @Test
  void theOldestGoFirst() {
    assertThat(new CheckpointBudget(1000, 4).surplus(NEWEST_FIRST))
        .extracting(c -> c.step)
        .containsExactly(10);
    assertThat(new CheckpointBudget(35, 100).surplus(NEWEST_FIRST))
        .extracting(c -> c.step)
        .containsExactly(30, 10);
  }

  @Test
  void withoutMeasurementsTheNewestIsTheBest() {
    List<CheckpointEntity> unmeasured = List.of(checkpoint(2, "null"), checkpoint(1, "null"));
    assertThat(new CheckpointBudget(1, 2).surplus(unmeasured))
        .extracting(c -> c.step)
        .containsExactly(1);
  }

  private static CheckpointEntity checkpoint(int step, String loss) {
    CheckpointEntity checkpoint = new CheckpointEntity();
    checkpoint.step = step;
    checkpoint.bytes = 10;
    checkpoint.metrics = "{\"step\":%d,\"valid_loss\":%s}".formatted(step, loss);
    return checkpoint;
  }
}
