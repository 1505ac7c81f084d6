package io.milora.console.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingLoadTest {
  @Test
  void theLoadIsTheMeanOfTheNewestSteps() throws JsonProcessingException {
    TrainingLoad load =
        TrainingLoad.of(
                List.of(
                    event("{\"step\":2,\"expert_load\":[[1.0,0.0],[0.5,0.5]]}"),
                    event("{\"step\":2,\"valid_loss\":1.0}"),
                    event("{\"step\":1,\"expert_load\":[[0.5,0.0],[0.5,1.0]]}")))
            .orElseThrow();
    assertThat(load.steps()).isEqualTo(2);
    assertThat(load.shares()[0]).containsExactly(0.75, 0);
    assertThat(load.shares()[1]).containsExactly(0.5, 0.75);
    assertThat(load.neverKept()).isEqualTo(1);
    assertThat(load.keptMostOften(1, List.of(1))).isTrue();
    assertThat(load.keptMostOften(1, List.of(0))).isFalse();
  }

  @Test
  void methodsWithoutRoutersHaveNone() throws JsonProcessingException {
    assertThat(TrainingLoad.of(List.of(event("{\"step\":1,\"expert_load\":[]}"))))
        .isEqualTo(Optional.empty());
  }

  private static FineTuningJobEvent event(String data) throws JsonProcessingException {
    return new FineTuningJobEvent(
        "ftevent-1",
        FineTuningJobEvent.OBJECT,
        0,
        FineTuningJobEvent.Level.INFO,
        "Step",
        FineTuningJobEvent.Type.METRICS,
        new ObjectMapper().readTree(data));
  }
}
