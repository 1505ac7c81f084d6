package io.milora.tables;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;

/** Writes rows onto the lines that have their numbers. Not thread-safe; closes nothing. */
final class RowLines {
  private final BufferedWriter out;
  private final long maxBytes;
  private long line = 1;
  private long bytes;

  /**
   * Begins at line 1.
   *
   * @param maxBytes what is written at most
   */
  RowLines(OutputStream out, Charset charset, long maxBytes) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, charset));
    this.maxBytes = maxBytes;
  }

  /**
   * Writes a row.
   *
   * @param number of its line, beyond that of the row before
   * @throws BrokenTableException if there is no room for it
   */
  void write(long number, String row) throws IOException, BrokenTableException {
    bytes += number - line + row.length() + 1;
    if (bytes > maxBytes) {
      throw new BrokenTableException(
          "table_too_large",
          "The rows have more than %d bytes as JSON lines; split the table.".formatted(maxBytes));
    }
    for (; line < number; line++) {
      out.write('\n');
    }
    out.write(row);
    out.write('\n');
    line++;
  }

  void flush() throws IOException {
    out.flush();
  }
}
