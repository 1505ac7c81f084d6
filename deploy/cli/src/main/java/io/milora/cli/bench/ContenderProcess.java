package io.milora.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a contender's program to its end and watches its memory. */
final class ContenderProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WATCH_MILLISECONDS = 100;
  private static final int LAST_WORDS = 15;

  private ContenderProcess() {}

  /**
   * One run.
   *
   * @throws CommandException if the program fails, or prints no figures; with its last words
   */
  static Run run(Contender contender, int round) throws IOException, InterruptedException {
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
          throw failure(contender, "ended with code " + process.exitValue(), errors);
        }
        return new Run(
            contender.system(), contender.work(), round, figures(contender, out, errors), peak);
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

  private static List<Double> figures(Contender contender, Path out, Path errors)
      throws IOException {
    List<String> lines = Files.readAllLines(out).stream().filter(l -> l.startsWith("{")).toList();
    if (lines.size() != 1) {
      throw failure(
          contender, "printed %d lines of figures, not one".formatted(lines.size()), errors);
    }
    JsonNode runs = JSON.readTree(lines.getFirst()).path("runs");
    if (runs.isEmpty() || !runs.valueStream().allMatch(JsonNode::isNumber)) {
      throw failure(contender, "printed no figures: " + lines.getFirst(), errors);
    }
    return runs.valueStream().map(JsonNode::asDouble).toList();
  }

  private static CommandException failure(Contender contender, String what, Path errors)
      throws IOException {
    List<String> words = Files.readAllLines(errors);
    List<String> last = words.subList(Math.max(0, words.size() - LAST_WORDS), words.size());
    return new CommandException(
        "%s at '%s' %s.%n%s%n%s"
            .formatted(
                contender.system(),
                contender.work(),
                what,
                String.join(" ", contender.command()),
                String.join(System.lineSeparator(), last)));
  }
}
