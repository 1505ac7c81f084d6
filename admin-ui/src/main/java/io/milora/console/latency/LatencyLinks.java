package io.milora.console.latency;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.RouterLink;
import io.milora.console.platform.LatencyReport;
import io.milora.console.shared.Download;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where a dashboard leads to.
 *
 * @param dashboard which one
 * @param source where numbers come from, with access as of now
 */
record LatencyLinks(Class<? extends LatencyDashboard> dashboard, Supplier<ServedSource> source) {
  /** Shows another dashboard. */
  void go(LatencyQuery other) {
    UI.getCurrent().navigate(dashboard, other.address());
  }

  /** The same dashboard of one group only. */
  RouterLink only(LatencyQuery query, Dimension dimension, String value) {
    RouterLink link = new RouterLink(dimension.text(value), dashboard);
    link.setQueryParameters(query.only(dimension, value).address());
    link.getElement().setAttribute("title", value);
    return link;
  }

  /** All groups as a table to take away, also those that are not shown. */
  Anchor table(LatencyQuery query) {
    String file = "latency-by-%s.csv".formatted(query.by().wireName());
    return Download.link(
        "Download as CSV",
        () ->
            Download.File.of(
                csv(
                    query.by(),
                    source
                        .get()
                        .groups(
                            query.parameters(Instant.now()),
                            LatencyQuery.wireName(query.kind()),
                            query.by(),
                            null)),
                file,
                "text/csv"));
  }

  /** Names of tenants and workers, and hashes, need no quotes. */
  private static String csv(Dimension by, LatencyReport report) {
    StringBuilder csv =
        new StringBuilder(by.wireName() + ",requests,p50_ms,p95_ms,p99_ms,max_ms\n");
    for (LatencyReport.Line line : report.data()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%.3f,%.3f,%.3f,%.3f\n",
              by.value(line),
              line.count(),
              line.p50(),
              line.p95(),
              line.p99(),
              line.max()));
    }
    return csv.toString();
  }
}
