package io.milora.cli.local;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the end of the logs. */
@Command(name = "logs", description = "Shows the last lines of the programs' logs.")
public final class LogsCommand implements Callable<Integer> {
  private static final long TAIL_BYTES = 256 << 10;
  private static final long POLL_MILLIS = 300;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROGRAM",
      description =
          "tenant-manager, training-worker, inference-worker, keycloak, postgresql or supervisor; all if none is named.")
  private @Nullable String program;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "How many lines of each log (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Override
  public Integer call() throws Exception {
    List<Path> logs = logs(data.system().data());
    PrintWriter out = spec.commandLine().getOut();
    Map<Path, Long> shown = new TreeMap<>();
    for (Path log : logs) {
      shown.put(log, showEnd(log, logs.size() > 1, out));
    }
    while (follow) {
      Thread.sleep(POLL_MILLIS);
      for (Map.Entry<Path, Long> entry : shown.entrySet()) {
        entry.setValue(showNew(entry.getKey(), entry.getValue(), out));
      }
    }
    return 0;
  }

  private List<Path> logs(DataFolder folder) throws IOException {
    List<String> known =
        Stream.concat(
                Stream.of("supervisor", "postgresql", OwnKeycloak.NAME),
                Arrays.stream(Program.values()).map(Program::programName))
            .toList();
    if (program != null && !known.contains(program)) {
      throw new InvalidInputException(Problem.unknown("program", program, known));
    }
    List<Path> found = new ArrayList<>();
    for (String name : program == null ? known : List.of(program)) {
      if (Files.exists(folder.log(name))) {
        found.add(folder.log(name));
      }
    }
    return found;
  }

  private long showEnd(Path log, boolean titled, PrintWriter out) throws IOException {
    long size = Files.size(log);
    List<String> end = read(log, Math.max(0, size - TAIL_BYTES), size).lines().toList();
    if (titled) {
      out.println("==> " + log.getFileName() + " <==");
    }
    end.subList(Math.max(0, end.size() - lines), end.size()).forEach(out::println);
    out.flush();
    return size;
  }

  private static long showNew(Path log, long from, PrintWriter out) throws IOException {
    long size = Files.size(log);
    long start = size < from ? 0 : from;
    if (size > start) {
      out.print(read(log, start, size));
      out.flush();
    }
    return size;
  }

  private static String read(Path log, long from, long to) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(from);
      byte[] bytes = new byte[Math.toIntExact(to - from)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
