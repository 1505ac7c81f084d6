package io.milora.persistence;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.AbstractHistogram;

/**
 * Reads HdrHistogram's compressed encoding (V2) straight into a sum: a dashboard adds up thousands
 * of them, and the library's way makes a histogram with thousands of counts of each first.
 *
 * <p>The encoding is: a cookie, the length of what follows, and compressed a header of 40 bytes and
 * the counts as ZigZag LEB128 numbers, in which a negative one stands for so many counts of zero.
 */
final class EncodedCounts {
  private static final int COMPRESSED_COOKIE = 0x1c849314;
  private static final int COOKIE = 0x1c849313;
  private static final int PREFIX_BYTES = 8;
  private static final int HEADER_BYTES = 40;

  /** With three digits, numbers up to 2048 have a count each, then every doubling has 1024. */
  private static final int DIGITS = 3;

  private static final int HALF_MAGNITUDE = 10;
  private static final int HALF = 1 << HALF_MAGNITUDE;
  private static final int LAST_BYTE_SHIFT = 56;

  private EncodedCounts() {}

  /**
   * Adds what was encoded to a sum.
   *
   * @return false if it is another encoding or has other digits; nothing is added then
   * @throws DataFormatException if it is damaged
   */
  static boolean addTo(AbstractHistogram sum, byte[] encoded) throws DataFormatException {
    if (encoded.length < PREFIX_BYTES || ByteBuffer.wrap(encoded).getInt() != COMPRESSED_COOKIE) {
      return false;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(encoded, PREFIX_BYTES, encoded.length - PREFIX_BYTES);
      byte[] header = new byte[HEADER_BYTES];
      int read = inflater.inflate(header);
      ByteBuffer fields = ByteBuffer.wrap(header);
      if (read < HEADER_BYTES || fields.getInt() != COOKIE) {
        return false;
      }
      byte[] counts = new byte[fields.getInt()];
      if (fields.getInt() != 0 || fields.getInt() != DIGITS || fields.getLong() != 1) {
        return false;
      }
      int length = inflater.inflate(counts);
      if (length < counts.length) {
        throw new DataFormatException("ends after " + length + " bytes of " + counts.length);
      }
      add(sum, ByteBuffer.wrap(counts));
      return true;
    } finally {
      inflater.end();
    }
  }

  private static void add(AbstractHistogram sum, ByteBuffer counts) {
    int index = 0;
    while (counts.hasRemaining()) {
      long number = zigZag(counts);
      if (number < 0) {
        index -= (int) number;
      } else {
        if (number > 0) {
          sum.recordValueWithCount(value(index), number);
        }
        index++;
      }
    }
  }

  /** The smallest value that is counted at an index. */
  private static long value(int index) {
    int bucket = (index >> HALF_MAGNITUDE) - 1;
    int within = (index & (HALF - 1)) + HALF;
    return bucket < 0 ? within - HALF : (long) within << bucket;
  }

  /** Seven bits a byte, the lowest first; the ninth byte has eight. */
  private static long zigZag(ByteBuffer bytes) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      long next = bytes.get() & 0xff;
      if (shift == LAST_BYTE_SHIFT) {
        number |= next << shift;
        break;
      }
      number |= (next & 0x7f) << shift;
      if (next < 0x80) {
        break;
      }
    }
    return (number >>> 1) ^ -(number & 1);
  }
}
