package io.milora.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.cli.bench.Figures.Quantity;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import io.milora.cli.bench.Figures.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Series OURS = new Series("lora", "step");
  private static final Series PEERS = new Series("peft", "step");
  private static final Figures FIGURES =
      new Figures(
          List.of(
              run("lora", 1, List.of(10.0, 30.0), 100L),
              run("peft", 1, List.of(8.0), 400L),
              run("lora", 2, List.of(20.0), 300L),
              run("peft", 2, List.of(16.0), 200L)));

  private static Run run(String system, int round, List<Double> values, long peak) {
    return new Run(system, "step", round, Unit.TOKENS_PER_SECOND, values, peak);
  }

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 10.0))).isEqualTo(new Spread(3.5, 1, 10));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void everyFigureOfEveryRoundCounts() {
    assertThat(FIGURES.series()).containsExactly(OURS, PEERS);
    assertThat(FIGURES.values(OURS)).hasValue(new Spread(20, 10, 30));
    assertThat(FIGURES.memory(OURS)).hasValue(new Spread(200, 100, 300));
  }

  @Test
  void ratiosAreQuotientsOfMediansAndAbsentWhereNothingWasMeasured() {
    Series unknown = new Series("peft", "other");
    assertThat(
            FIGURES.ratios(
                List.of(
                    new Ratio("speed", OURS, PEERS, Quantity.VALUES, ""),
                    new Ratio("memory", PEERS, OURS, Quantity.MEMORY, ""),
                    new Ratio("absent", OURS, unknown, Quantity.VALUES, ""))))
        .containsExactly(Map.entry("speed", 20.0 / 12), Map.entry("memory", 1.5));
  }

  @Test
  void peakMemoryIsReadFromTheKernelsLine() {
    assertThat(PeakMemory.bytes("VmHWM:\t  123456 kB")).isEqualTo(123456L * 1024);
    assertThat(PeakMemory.ofProcess(ProcessHandle.current().pid()).orElseThrow()).isPositive();
  }
}
