package io.milora.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milora.cli.reproduce.Workload.Costs;
import io.milora.cli.reproduce.Workload.TaskSize;
import io.milora.model.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final Scale ASKED = new Scale(2000, 3, 500, 32);
  private static final Workload WORK =
      new Workload(
          List.of(new TaskSize("a", 1000, 2000, 100), new TaskSize("b", 9000, 3000, 60)),
          2,
          new Costs(Map.of("lora", 0.005, "milora", 0.006), 0.2));

  @Test
  void secondsAreThoseOfEveryCellAndOfTheBasesAnswers() {
    Scale scale = new Scale(1500, 2, 400, 10);
    // Training tokens of a, b: rows * epochs, and nine measurements of ten rows at 0.4 of a step.
    double a = 100 * (1000 * 2 + 9 * 0.4 * 10);
    double b = 60 * (1500 * 2 + 9 * 0.4 * 10);
    double answers = 400 * 0.2 * 1.5;
    assertThat(WORK.cellSeconds("milora", "b", scale)).isCloseTo(b * 0.006 + answers, within(1e-6));
    assertThat(WORK.cellSeconds("lora", "mixed", scale))
        .isCloseTo((a + b) * 0.005 + 2 * answers, within(1e-6));
    assertThat(WORK.seconds(scale))
        .isCloseTo(2 * (2 * (a + b) * 0.011 + 8 * answers) + 2 * 400 * 0.2, within(1e-6));
  }

  @Test
  void whatFitsIsNotScaled() {
    assertThat(Budget.fit(ASKED, WORK, Duration.ofDays(30))).isEqualTo(ASKED);
  }

  @Test
  void theLargestScaleThatFitsIsChosen() {
    Duration budget = Duration.ofHours(6);
    Scale scale = Budget.fit(ASKED, WORK, budget);
    double planned = budget.toSeconds() * 0.85;
    assertThat(scale.epochs()).isEqualTo(3);
    assertThat(scale.rows()).isBetween(128, 1999);
    assertThat(WORK.seconds(scale)).isLessThanOrEqualTo(planned);
    assertThat(WORK.seconds(scale.withRows(scale.rows() + 1))).isGreaterThan(planned);
    assertThat(WORK.testSeconds(scale)).isLessThanOrEqualTo(planned * 0.25 * 1.001);
  }

  @Test
  void epochsAreGivenUpBeforeRowsBecomeTooFew() {
    Scale scale = Budget.fit(ASKED, WORK, Duration.ofMinutes(40));
    assertThat(scale.epochs()).isEqualTo(1);
    assertThat(scale.rows()).isLessThan(128 * 2);
    assertThat(WORK.seconds(scale)).isLessThanOrEqualTo(40 * 60 * 0.85);
  }

  @Test
  void aBudgetThatNothingFitsIntoIsRefusedWithWhatIsNeeded() {
    assertThatThrownBy(() -> Budget.fit(ASKED, WORK, Duration.ofSeconds(90)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1 min 30 s")
        .hasMessageContaining("Raise it");
  }

  @Test
  void durationsAreReadAsPeopleWriteThem() {
    assertThat(Durations.parse("--budget", "2h")).isEqualTo(Duration.ofHours(2));
    assertThat(Durations.parse("--budget", "1h30m")).isEqualTo(Duration.ofMinutes(90));
    for (String wrong : List.of("2", "h", "-1h", "0s", "soon")) {
      assertThatThrownBy(() -> Durations.parse("--budget", wrong))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(wrong);
    }
    assertThat(Durations.text(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
  }
}
