package io.milora.datasets;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a part of a file that was validated before. */
public final class DatasetRows {
  private DatasetRows() {}

  /**
   * Gives the rows that stand behind a line, in order, and reads no further than it must. Does not
   * close the stream.
   *
   * @param after number of a line; 0 for the beginning
   * @param limit rows at most
   * @param maxBytes of rows; the one that goes beyond is still given
   * @return whether there are more rows behind the last that was given
   * @throws InvalidInputException if a row is bad, as the file is not one that was validated
   */
  public static boolean read(InputStream in, long after, int limit, long maxBytes, RowSink sink)
      throws IOException {
    LineReader lines = new LineReader(in, DatasetScanner.MAX_ROW_BYTES);
    RowParser parser = new RowParser();
    long line = 0;
    int given = 0;
    long bytes = 0;
    for (byte @Nullable [] next = lines.next(); next != null; next = lines.next()) {
      line++;
      if (line <= after || DatasetScanner.isBlank(next)) {
        continue;
      }
      if (given == limit || bytes > maxBytes) {
        return true;
      }
      byte[] row = line == 1 ? DatasetScanner.withoutByteOrderMark(next) : next;
      sink.accept(line, parse(parser, line, row));
      given++;
      bytes += row.length;
    }
    return false;
  }

  private static TrainingRow parse(RowParser parser, long line, byte[] bytes) {
    List<Problem> problems = new ArrayList<>();
    Optional<TrainingRow> row =
        parser.parse(
            bytes,
            (fault, reason) -> problems.add(new RowProblem(line, fault, reason).toProblem("file")));
    return row.orElseThrow(() -> new InvalidInputException(problems));
  }
}
