package io.milora.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A program that validates a file far larger than its heap; rows differ from each other. */
final class LargeFile extends InputStream {
  private static final String TEXT = "many words ".repeat(100);

  private final long rows;
  private long made;
  private byte[] row = new byte[0];
  private int place;

  private LargeFile(long rows) {
    this.rows = rows;
  }

  public static void main(String[] arguments) throws IOException {
    long rows = Long.parseLong(arguments[0]);
    DatasetReport report = DatasetScanner.validate(new LargeFile(rows));
    System.out.println(report.rows() + " rows, " + report.problemCount() + " problems");
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (place == row.length) {
      if (made == rows) {
        return -1;
      }
      row =
          "{\"prompt\":\"%d %s\",\"completion\":\"yes\"}\n"
              .formatted(made++, TEXT)
              .getBytes(StandardCharsets.UTF_8);
      place = 0;
    }
    int given = Math.min(length, row.length - place);
    System.arraycopy(row, place, target, offset, given);
    place += given;
    return given;
  }
}
