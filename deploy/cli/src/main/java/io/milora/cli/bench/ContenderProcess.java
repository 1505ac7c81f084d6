package io.milora.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.cli.CommandException;
import io.milora.cli.bench.ContenderProgram.Figure;
import io.milora.cli.bench.Figures.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a contender's program to its end and watches its memory. */
final class ContenderProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WATCH_MILLISECONDS = 100;
  private static final int LAST_WORDS = 15;

  private ContenderProcess() {}

  /**
   * One run for each figure.
   *
   * @throws CommandException if the program fails, or prints no figures; with its last words
   */
  static List<Run> run(ContenderProgram contender, int round)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("bench", ".out");
    Path errors = Files.createTempFile("bench", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(contender.command())
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile());
      // The milora script's choice for itself is not everyone's: each waits in its own way.
      builder.environment().remove("OMP_WAIT_POLICY");
      builder.environment().putAll(contender.environment());
      Process process = builder.start();
      try {
        long peak = peakUntilEnd(process);
        if (process.exitValue() != 0) {
          Series first = contender.figures().getFirst().series();
          throw failure(contender, first, "ended with code " + process.exitValue(), errors);
        }
        return read(contender, round, out, errors, peak);
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(out);
      Files.delete(errors);
    }
  }

  /** The kernel's high-water mark never falls, so the last look before the end is the peak. */
  private static long peakUntilEnd(Process process) throws InterruptedException {
    long peak = 0;
    do {
      peak = Math.max(peak, PeakMemory.ofProcess(process.pid()).orElse(0));
    } while (!process.waitFor(WATCH_MILLISECONDS, TimeUnit.MILLISECONDS));
    return peak;
  }

  private static List<Run> read(
      ContenderProgram contender, int round, Path out, Path errors, long peak) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      if (line.startsWith("{")) {
        lines.add(JSON.readTree(line));
      }
    }
    List<Run> runs = new ArrayList<>();
    for (Figure figure : contender.figures()) {
      List<JsonNode> found = lines.stream().filter(line -> matches(figure, line)).toList();
      if (found.size() != 1) {
        String what = "printed %d lines of figures, not one".formatted(found.size());
        throw failure(contender, figure.series(), what, errors);
      }
      List<Double> values = numbers(found.getFirst().path(figure.field()));
      if (values.isEmpty()) {
        throw failure(
            contender, figure.series(), "printed no figures: " + found.getFirst(), errors);
      }
      Series series = figure.series();
      runs.add(
          new Run(series.system(), series.work(), round, Unit.TOKENS_PER_SECOND, values, peak));
    }
    return runs;
  }

  private static boolean matches(Figure figure, JsonNode line) {
    return figure.line().entrySet().stream()
        .allMatch(field -> line.path(field.getKey()).asText().equals(field.getValue()));
  }

  /** None if there is anything else. */
  private static List<Double> numbers(JsonNode field) {
    List<JsonNode> values = field.isArray() ? field.valueStream().toList() : List.of(field);
    return values.stream().allMatch(JsonNode::isNumber)
        ? values.stream().map(JsonNode::asDouble).toList()
        : List.of();
  }

  private static CommandException failure(
      ContenderProgram contender, Series series, String what, Path errors) throws IOException {
    List<String> words = Files.readAllLines(errors);
    List<String> last = words.subList(Math.max(0, words.size() - LAST_WORDS), words.size());
    return new CommandException(
        "%s at '%s' %s.%n%s%n%s"
            .formatted(
                series.system(),
                series.work(),
                what,
                String.join(" ", contender.command()),
                String.join(System.lineSeparator(), last)));
  }
}
