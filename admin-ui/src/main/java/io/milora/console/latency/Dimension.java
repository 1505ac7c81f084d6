package io.milora.console.latency;

import io.milora.console.platform.LatencyReport;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What latencies can be told apart by. */
enum Dimension {
  TENANT("Tenant"),
  ADAPTER("Adapter"),
  WORKER("Worker");

  private static final int MOST_ADAPTERS = 20;
  private static final int SHORT_HASH = 12;
  private static final int SHORT_ID = 6;

  private final String label;

  Dimension(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** In addresses and queries. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which one a line is of. */
  String value(LatencyReport.Line line) {
    return Objects.requireNonNullElse(
        switch (this) {
          case TENANT -> line.tenant();
          case ADAPTER -> line.adapter();
          case WORKER -> line.worker();
        },
        "");
  }

  /** How many are told apart in a list, those with most requests; null for all. */
  @Nullable Integer most() {
    return this == ADAPTER ? MOST_ADAPTERS : null;
  }

  /** For people. */
  String text(String value) {
    return switch (this) {
      case TENANT -> value;
      case ADAPTER ->
          value.isEmpty()
              ? "the bare base"
              : value.substring(0, Math.min(SHORT_HASH, value.length()));
      case WORKER -> value.substring(Math.max(0, value.length() - SHORT_ID));
    };
  }
}
