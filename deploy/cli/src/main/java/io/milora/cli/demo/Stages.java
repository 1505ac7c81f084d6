package io.milora.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Announces the parts of the demonstration and takes their times. Not thread-safe. */
final class Stages {
  private final PrintWriter out;
  private final int total;
  private final List<Stage> done = new ArrayList<>();

  Stages(PrintWriter out, int total) {
    this.out = out;
    this.total = total;
  }

  /** A part and how long it took. */
  record Stage(String name, double seconds) {}

  /** Something that may fail in any way. */
  interface Work<T> {
    T run() throws Exception;
  }

  <T> T run(String name, String title, Work<T> work) throws Exception {
    out.printf("%n[%d/%d] %s%n", done.size() + 1, total, title);
    out.flush();
    Instant start = Instant.now();
    T result = work.run();
    done.add(new Stage(name, Duration.between(start, Instant.now()).toMillis() / 1000.0));
    return result;
  }

  List<Stage> done() {
    return List.copyOf(done);
  }
}
