package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import io.milora.cli.bench.Figures.Spread;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes figures for people: each run as it comes, then medians and spread, ratios last. */
final class BenchPrinter {
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;

  BenchPrinter(PrintWriter out) {
    this.out = out;
  }

  void run(Run run) {
    Long peak = run.peakBytes();
    out.printf(
        Locale.ROOT,
        "round %d  %-15s %-28s %9.1f %-10s %s%n",
        run.round(),
        run.system(),
        run.work(),
        Spread.of(run.values()).median(),
        run.unit().sign(),
        peak == null ? "" : megabytes(peak));
    out.flush();
  }

  /**
   * Everything found.
   *
   * @param wanted what the ratios mean
   * @param found the ratios that could be computed, by name
   */
  void summary(Figures figures, List<Ratio> wanted, Map<String, Double> found) {
    out.printf(
        "%n%-15s %-28s %9s %-10s %19s %9s%n", "system", "work", "median", "", "min to max", "peak");
    for (Series series : figures.series()) {
      Spread values = figures.values(series).orElseThrow();
      Optional<Spread> memory = figures.memory(series);
      out.printf(
          Locale.ROOT,
          "%-15s %-28s %9.1f %-10s %9.1f %9.1f %9s%n",
          series.system(),
          series.work(),
          values.median(),
          figures.unit(series).sign(),
          values.min(),
          values.max(),
          memory.map(spread -> megabytes(spread.median())).orElse(""));
    }
    out.println();
    for (Ratio ratio : wanted) {
      Double value = found.get(ratio.name());
      if (value != null) {
        out.printf(Locale.ROOT, "%-20s %6.2f  %s%n", ratio.name(), value, ratio.meaning());
      }
    }
    out.flush();
  }

  /** A median of milliseconds, unless it was not measured. */
  void latency(String name, @Nullable Double milliseconds, String meaning) {
    if (milliseconds != null) {
      out.printf(Locale.ROOT, "%-20s %6.2f  %s%n", name, milliseconds, meaning);
      out.flush();
    }
  }

  private static String megabytes(double bytes) {
    return "%.0f MB".formatted(bytes / MEGABYTE);
  }
}
