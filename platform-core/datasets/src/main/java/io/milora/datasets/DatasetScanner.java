package io.milora.datasets;

import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a training file from its first byte to its last and reports everything that is wrong.
 *
 * <p>A file with one row is accepted: it is a legitimate trial of a pipeline. OpenAI wants ten as a
 * guard of quality, and that is what dev perplexity is for. Blank lines are skipped, a byte order
 * mark is too.
 *
 * <p>Not thread-safe; one scanner reads one file.
 */
public final class DatasetScanner {
  /** Bytes of a line at most. */
  public static final int MAX_ROW_BYTES = 4 << 20;

  /** Problems that a report lists; the others are only counted. */
  public static final int MAX_LISTED_PROBLEMS = 1000;

  /** Different rows that are remembered to find duplicates. */
  public static final int MAX_REMEMBERED_ROWS = 500_000;

  private final RowParser parser = new RowParser();
  private final RowSink rowSink;
  private final List<RowProblem> problems = new ArrayList<>();
  private final Set<Long> seen = new HashSet<>();
  private final MessageDigest digest = sha256();
  private long problemCount;
  private long line;
  private long rows;
  private long duplicates;

  private DatasetScanner(RowSink rowSink) {
    this.rowSink = rowSink;
  }

  /** Reads the whole stream and says what it holds. Does not close it. */
  public static DatasetReport validate(InputStream in) throws IOException {
    return new DatasetScanner((number, row) -> {}).scan(in);
  }

  /**
   * Gives every row, in order, and closes nothing.
   *
   * @param param the parameter that named the file, for messages
   * @throws InvalidInputException with all problems, after all good rows were given
   */
  public static DatasetReport read(InputStream in, String param, RowSink rowSink)
      throws IOException {
    DatasetReport report = new DatasetScanner(rowSink).scan(in);
    InvalidInputException.throwIfAny(report.toProblems(param));
    return report;
  }

  private DatasetReport scan(InputStream in) throws IOException {
    LineReader lines = new LineReader(in, MAX_ROW_BYTES);
    byte @Nullable [] bytes = lines.next();
    while (bytes != null) {
      line++;
      take(line == 1 ? withoutByteOrderMark(bytes) : bytes, lines.wasTooLong());
      bytes = lines.next();
    }
    if (rows == 0) {
      line = 1;
      report(RowFault.NO_ROWS, "The file has no rows; at least one is needed.");
    }
    return new DatasetReport(parser.format(), rows, duplicates, problemCount, problems);
  }

  private void take(byte[] bytes, boolean tooLong) {
    if (isBlank(bytes)) {
      return;
    }
    rows++;
    if (tooLong) {
      report(
          RowFault.ROW_TOO_LONG,
          "The line is longer than " + MAX_ROW_BYTES + " bytes; shorten or split the row.");
      return;
    }
    Optional<TrainingRow> row = parser.parse(bytes, this::report);
    row.ifPresent(
        good -> {
          countDuplicate(bytes);
          rowSink.accept(line, good);
        });
  }

  private void countDuplicate(byte[] bytes) {
    // 64 bits of the digest: at 500,000 rows one false duplicate in 100 million files.
    long hash = ByteBuffer.wrap(digest.digest(bytes)).getLong();
    if (seen.contains(hash)) {
      duplicates++;
    } else if (seen.size() < MAX_REMEMBERED_ROWS) {
      seen.add(hash);
    }
  }

  private void report(RowFault fault, String reason) {
    problemCount++;
    if (problems.size() < MAX_LISTED_PROBLEMS) {
      problems.add(new RowProblem(line, fault, reason));
    }
  }

  static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  static byte[] withoutByteOrderMark(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
