package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Series;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A program that warms up, measures, prints lines of JSON with its tokens/s, and ends. It gets a
 * process of its own each time, so that what others left in memory does not count as its.
 *
 * @param figures what is read from its lines
 * @param command program and arguments
 * @param environment in addition to ours
 */
record ContenderProgram(List<Figure> figures, List<String> command, Map<String, String> environment)
    implements Contender {
  ContenderProgram {
    figures = List.copyOf(figures);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * What one line says.
   *
   * @param series whose figures these are, and of what
   * @param line values of fields by which the line is known, as text; none if it is the only one
   * @param field of the line that holds a number or several
   */
  record Figure(Series series, Map<String, String> line, String field) {
    private static final String RUNS = "runs";

    Figure {
      line = Map.copyOf(line);
    }

    /** The runs of the program's only line. */
    static Figure only(String system, String work) {
      return runs(new Series(system, work), Map.of());
    }

    /** The runs of one of several lines. */
    static Figure runs(Series series, Map<String, String> line) {
      return new Figure(series, line, RUNS);
    }
  }

  @Override
  public List<Run> run(int round) throws IOException, InterruptedException {
    return ContenderProcess.run(this, round);
  }
}
