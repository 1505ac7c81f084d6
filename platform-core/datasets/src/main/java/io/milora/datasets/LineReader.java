package io.milora.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines of bytes, holding one line at a time. Not thread-safe. */
final class LineReader {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final byte[] chunk = new byte[CHUNK];
  private int from;
  private int to;
  private boolean tooLong;

  /**
   * Reads lines.
   *
   * @param maxBytes what is kept of a line; the rest is skipped
   */
  LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The next line without its end, or null at the end of the stream. */
  byte @Nullable [] next() throws IOException {
    line.reset();
    tooLong = false;
    if (!hasBytes()) {
      return null;
    }
    boolean ended = false;
    while (!ended && hasBytes()) {
      int end = endOfLine();
      ended = end < to;
      keep(end - from);
      from = ended ? end + 1 : end;
    }
    return line.toByteArray();
  }

  private boolean hasBytes() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, in.read(chunk));
    }
    return from < to;
  }

  private int endOfLine() {
    int end = from;
    while (end < to && chunk[end] != '\n') {
      end++;
    }
    return end;
  }

  private void keep(int bytes) {
    int room = Math.min(bytes, maxBytes - line.size());
    line.write(chunk, from, room);
    tooLong |= room < bytes;
  }

  /** Whether the last line was cut. */
  boolean wasTooLong() {
    return tooLong;
  }
}
