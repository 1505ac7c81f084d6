package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  @Test
  void factorsAreTheReferencesAtEveryStep() {
    JsonNode golden = Golden.json("schedule.json");
    double warmup = golden.path("inputs").path("warmup").doubleValue();
    for (JsonNode total : golden.path("inputs").path("totals")) {
      LearningRateSchedule schedule = new LearningRateSchedule(total.intValue(), warmup);
      JsonNode expected = golden.path("expected").path(total.asText());
      assertThat(expected).hasSize(total.intValue());
      for (int step = 0; step < total.intValue(); step++) {
        assertThat(schedule.factor(step))
            .isEqualTo(expected.path(step).doubleValue(), within(1e-12));
      }
    }
  }

  @Test
  void withoutWarmupTheFirstStepHasTheFullRate() {
    assertThat(new LearningRateSchedule(10, 0).factor(0)).isEqualTo(1);
    assertThat(new LearningRateSchedule(10, 0).factor(9)).isEqualTo(0.1);
  }
}
