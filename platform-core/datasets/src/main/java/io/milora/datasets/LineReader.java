package io.milora.datasets;

import java.io.BufferedInputStream;
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
  private boolean tooLong;

  /**
   * Reads lines.
   *
   * @param maxBytes what is kept of a line; the rest is skipped
   */
  LineReader(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, CHUNK);
    this.maxBytes = maxBytes;
  }

  /** The next line without its end, or null at the end of the stream. */
  byte @Nullable [] next() throws IOException {
    line.reset();
    tooLong = false;
    int b = in.read();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      if (line.size() < maxBytes) {
        line.write(b);
      } else {
        tooLong = true;
      }
      b = in.read();
    }
    return line.toByteArray();
  }

  /** Whether the last line was cut. */
  boolean wasTooLong() {
    return tooLong;
  }
}
