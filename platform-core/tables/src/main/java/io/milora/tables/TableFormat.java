package io.milora.tables;

import java.util.Locale;
import java.util.Optional;

/** Files that are tables. */
public enum TableFormat {
  /** RFC 4180 in UTF-8: commas, double quotes, a heading. */
  CSV,
  /** Apache's; uncompressed or with gzip, Snappy or Zstandard. */
  PARQUET;

  /** By the end of a file's name; empty for JSON lines and everything else. */
  public static Optional<TableFormat> of(String filename) {
    String name = filename.toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return Optional.of(CSV);
    }
    return name.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
  }
}
