package io.milora.cli.load;

import io.milora.cli.load.LoadResults.Latency;
import io.milora.cli.load.LoadResults.Row;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes results for people. */
final class LoadPrinter {
  private final PrintWriter out;

  LoadPrinter(PrintWriter out) {
    this.out = out;
  }

  void print(List<Row> rows, double seconds) {
    out.printf(
        "%-16s %6s %9s %5s %6s   %-25s %-25s %-25s%n",
        "",
        "sent",
        "completed",
        "left",
        "failed",
        "TTFT ms p50 p95 p99",
        "TPOT ms p50 p95 p99",
        "end to end ms p50 p95 p99");
    for (Row row : rows) {
      long failed = row.failed().values().stream().mapToLong(Long::longValue).sum();
      out.printf(
          "%-16s %6d %9d %5d %6d   %-25s %-25s %-25s%n",
          row.tenant(),
          row.sent(),
          row.completed(),
          row.left(),
          failed,
          text(row.ttft()),
          text(row.tpot()),
          text(row.endToEnd()));
    }
    Row all = rows.getLast();
    all.failed().forEach((kind, count) -> out.printf("%6d failed: %s%n", count, kind));
    out.printf(
        Locale.ROOT,
        "%.1f requests/s and %.0f tokens/s were answered completely, over %.1f s. Times count from when a request should have been sent.%n",
        all.completed() / seconds,
        all.tokens() / seconds,
        seconds);
    out.flush();
  }

  private static String text(@Nullable Latency latency) {
    return latency == null
        ? "-"
        : String.format(
            Locale.ROOT, "%7.1f %7.1f %7.1f", latency.p50(), latency.p95(), latency.p99());
  }
}
