package io.milora.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.bench.ComparisonBench;
import io.milora.engine.train.StepMetrics;
import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command on the tiny model and made-up tasks. */
class ReproduceCommandTest {
  private static final Set<String> MEASURED =
      Set.of(
          "train_seconds",
          "train_cpu_seconds",
          "train_tokens_per_second",
          "decode_tokens_per_second",
          "decode_tokens_per_second_batch");

  @TempDir private Path folder;

  @BeforeEach
  void writeTasks() throws IOException {
    TinyTasks.parity(folder.resolve("parity"), 20, 6);
    TinyTasks.remainder(folder.resolve("remainder"), 20, 6);
  }

  @Test
  void theTableIsCompleteAndTheSameAfterKillsInMidCellAndWhatIsDoneIsNotDoneAgain()
      throws IOException {
    Path undisturbed = folder.resolve("undisturbed");
    reproduce(undisturbed, new Silent());
    Path killed = folder.resolve("killed");
    for (int steps : new int[] {2, 13}) {
      assertThatThrownBy(() -> reproduce(killed, new Killer(steps)))
          .isInstanceOf(KilledException.class);
    }
    reproduce(killed, new Silent());
    List<List<String>> rows = table(undisturbed);
    int methods = ComparisonBench.METHODS.size();
    // Two tasks: the base on each; each method alone and mixed on each, two seeds, mean, spread.
    assertThat(rows).hasSize(2 + methods * 2 * 2 * 4);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row).hasSameSizeAs(ResultRows.COLUMNS))
        .allSatisfy(row -> assertThat(row.get(ResultRows.COLUMNS.indexOf("accuracy"))).isNotEmpty())
        .filteredOn(row -> !row.getFirst().equals("base"))
        .allSatisfy(row -> assertThat(row).doesNotContain(""));
    assertThat(unmeasured(table(killed))).isEqualTo(unmeasured(rows));
    assertThat(Files.readString(undisturbed.resolve("results.md")))
        .doesNotContain("Not finished")
        .contains("| milora | mixed |");
    assertThat(killed.resolve("running")).isEmptyDirectory();
    String finished = Files.readString(killed.resolve("results.csv"));
    reproduce(killed, new Killer(1));
    assertThat(Files.readString(killed.resolve("results.csv"))).isEqualTo(finished);
  }

  @Test
  void anotherComparisonInTheSameFolderIsRefusedWithEveryDifference() {
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> reproduce(out, new Killer(1))).isInstanceOf(KilledException.class);
    assertThatThrownBy(() -> reproduce(out, new Silent(), "--seeds=7", "--rank=3"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("seeds")
        .hasMessageContaining("rank");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                reproduce(
                    folder.resolve("out"),
                    new Silent(),
                    "--methods=lora,dora",
                    "--epochs=0",
                    "--seeds=1,1",
                    "--learning-rate=milora=2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'dora'")
        .hasMessageContaining("--epochs")
        .hasMessageContaining("--seeds")
        .hasMessageContaining("--learning-rate milora");
  }

  private void reproduce(Path out, RunWatch watch, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--base",
                TinyTasks.base().toString(),
                "--data",
                "parity=" + folder.resolve("parity"),
                "--data",
                "remainder=" + folder.resolve("remainder"),
                "--out",
                out.toString(),
                "--rows=8",
                "--test-rows=3",
                "--dev-rows=4",
                "--batch=4",
                "--precision=float32",
                "--threads=1"));
    all.addAll(Arrays.asList(options));
    ReproduceCommand command = new ReproduceCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(all.toArray(String[]::new));
    command.run(new PrintWriter(new StringWriter()), watch);
  }

  private static List<List<String>> table(Path out) throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("results.csv"));
    assertThat(lines.getFirst()).isEqualTo(String.join(",", ResultRows.COLUMNS));
    return lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
  }

  private static List<List<String>> unmeasured(List<List<String>> rows) {
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .filter(i -> !MEASURED.contains(ResultRows.COLUMNS.get(i)))
                    .mapToObj(row::get)
                    .toList())
        .toList();
  }

  /** What kills the process in these tests. */
  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static class Silent implements RunWatch {
    @Override
    public void onPlan(ComparisonPlan plan, boolean resumed) {}

    @Override
    public void onStage(String what) {}

    @Override
    public void onCell(Cell cell, int step) {}

    @Override
    public void onStep(Cell cell, StepMetrics metrics) {}

    @Override
    public void onEvaluation(Cell cell, int step, double devLoss) {}

    @Override
    public void onResult(CellResult result) {}
  }

  private static final class Killer extends Silent {
    private int stepsLeft;

    Killer(int steps) {
      stepsLeft = steps;
    }

    @Override
    public void onStep(Cell cell, StepMetrics metrics) {
      if (--stepsLeft == 0) {
        throw new KilledException();
      }
    }
  }
}
