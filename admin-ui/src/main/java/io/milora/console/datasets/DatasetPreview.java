package io.milora.console.datasets;

import io.milora.datasets.DatasetReport;
import io.milora.datasets.DatasetScanner;
import io.milora.datasets.TrainingRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a dataset.
 *
 * @param rows at most {@link #ROWS}
 * @param report on what was read
 * @param whole whether the file was read to its end
 */
record DatasetPreview(List<Row> rows, DatasetReport report, boolean whole) {
  static final int ROWS = 20;
  private static final int READ_BYTES = 8 << 20;

  /** A row and its number, from 1. */
  record Row(long number, TrainingRow content) {}

  /** Reads the beginning, up to some megabytes. */
  static DatasetPreview read(InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(READ_BYTES);
    boolean whole = bytes.length < READ_BYTES;
    int end = bytes.length;
    while (!whole && end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<Row> rows = new ArrayList<>();
    DatasetReport report =
        DatasetScanner.read(
            new ByteArrayInputStream(bytes, 0, end),
            "file",
            (number, row) -> {
              if (rows.size() < ROWS) {
                rows.add(new Row(number, row));
              }
            });
    return new DatasetPreview(List.copyOf(rows), report, whole);
  }
}
