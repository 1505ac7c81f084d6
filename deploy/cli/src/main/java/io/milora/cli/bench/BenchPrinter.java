package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Series;
import io.milora.cli.bench.Figures.Spread;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Writes figures for people: each run as it comes, then medians and spread, ratios last. */
final class BenchPrinter {
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;

  BenchPrinter(PrintWriter out) {
    this.out = out;
  }

  void run(Run run) {
    Spread speed = Spread.of(run.tokensPerSecond());
    out.printf(
        Locale.ROOT,
        "round %d  %-8s %-28s %8.1f tokens/s  %6.0f MB%n",
        run.round(),
        run.system(),
        run.work(),
        speed.median(),
        run.peakBytes() / MEGABYTE);
    out.flush();
  }

  void summary(Figures figures, Map<String, Double> ratios) {
    out.printf(
        "%n%-8s %-28s %9s %17s %9s%n", "system", "work", "tokens/s", "min to max", "peak MB");
    for (Series series : figures.series()) {
      Spread speed = figures.speed(series).orElseThrow();
      Spread memory = figures.memory(series).orElseThrow();
      out.printf(
          Locale.ROOT,
          "%-8s %-28s %9.1f %8.1f %8.1f %9.0f%n",
          series.system(),
          series.work(),
          speed.median(),
          speed.min(),
          speed.max(),
          memory.median() / MEGABYTE);
    }
    out.println();
    ratios.forEach((name, ratio) -> out.printf(Locale.ROOT, "%-20s %6.2f%n", name, ratio));
    out.flush();
  }
}
