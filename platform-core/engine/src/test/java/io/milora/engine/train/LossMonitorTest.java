package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossMonitorTest {
  private static final List<Integer> ROWS = List.of(4, 9);

  /** A blank line before the sixth row. */
  private static final List<Long> LINES = List.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 9L, 10L, 11L);

  @Test
  void threeLossesFarAboveTheUsualAndAboveGuessingAreAnExplosion() {
    LossMonitor monitor = calm(12);
    monitor.add(13, ROWS, 8);
    monitor.add(14, ROWS, 9);
    assertThatThrownBy(() -> monitor.add(15, ROWS, 10))
        .isInstanceOfSatisfying(
            TrainingDivergedException.class,
            e -> {
              assertThat(e.step()).isEqualTo(15);
              assertThat(e.rows()).isEqualTo(ROWS);
              assertThat(e)
                  .hasMessageContaining("Step 15")
                  .hasMessageContaining("[4, 9]")
                  .hasMessageContaining("lower learning rate");
              assertThat(e.inFiles(LINES, List.of())).hasMessageContaining("lines [5, 11]");
            });
  }

  @Test
  void aSpikeThatPassesIsNone() {
    LossMonitor monitor = calm(12);
    for (int step = 13; step < 40; step++) {
      monitor.add(step, ROWS, step % 3 == 0 ? 0.5 : 100);
    }
    assertThat(monitor.recent()).hasSize(39);
  }

  @Test
  void lossesBelowGuessingAreNone() {
    // ln 320 = 5.77: ten times the usual, but better than knowing nothing.
    LossMonitor monitor = calm(50);
    for (int step = 51; step < 60; step++) {
      monitor.add(step, ROWS, 5.7);
    }
    assertThat(monitor.recent()).hasSize(REMEMBERED);
  }

  @Test
  void aResumedMonitorGoesOnWhereItWas() {
    LossMonitor monitor = calm(12);
    monitor.add(13, ROWS, 8);
    monitor.add(14, ROWS, 9);
    LossMonitor resumed = new LossMonitor(320, monitor.recent());
    assertThatThrownBy(() -> resumed.add(15, ROWS, 10))
        .isInstanceOf(TrainingDivergedException.class);
  }

  private static final int REMEMBERED = 53;

  private static LossMonitor calm(int steps) {
    LossMonitor monitor = new LossMonitor(320, List.of());
    for (int step = 1; step <= steps; step++) {
      monitor.add(step, ROWS, 0.4 + 0.01 * (step % 7));
    }
    return monitor;
  }
}
