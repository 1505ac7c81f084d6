package io.milora.console.usage;

import io.milora.console.platform.UsageReport;
import java.util.Objects;

/** What usage is told apart by, beside days. */
enum Grouping {
  NOTHING("All together"),
  KEY("By key"),
  ALIAS("By model");

  private final String label;

  Grouping(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** For the API, with days before it. */
  String withDays() {
    return switch (this) {
      case NOTHING -> "day";
      case KEY -> "day,key";
      case ALIAS -> "day,alias";
    };
  }

  /** Which group a line belongs to. */
  String of(UsageReport.Line line) {
    return switch (this) {
      case NOTHING -> "All";
      case KEY -> Objects.requireNonNullElse(line.key(), "no key");
      case ALIAS -> Objects.requireNonNullElse(line.alias(), "unknown");
    };
  }
}
