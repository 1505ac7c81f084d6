package io.milora.cli.bench;

import io.milora.cli.Milora;
import io.milora.cli.bench.ContenderProgram.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This very program, in a process of its own. */
final class OwnProgram {
  private OwnProgram() {}

  /**
   * A hidden subcommand of bench.
   *
   * @param task JSON that says what to measure
   */
  static Contender contender(List<Figure> figures, String subcommand, Path task) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            Milora.class.getName(),
            "bench",
            subcommand,
            task.toString());
    return new ContenderProgram(figures, command, Map.of("OMP_WAIT_POLICY", "passive"));
  }
}
