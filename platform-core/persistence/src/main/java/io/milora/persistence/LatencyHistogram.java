package io.milora.persistence;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * How often which latency occurred, to three significant digits of microseconds from 1 up. Those of
 * several minutes, workers or tenants add up to the histogram of all, of which alone percentiles
 * are taken: percentiles themselves cannot be averaged. Not thread-safe.
 */
public final class LatencyHistogram {
  private static final int DIGITS = 3;

  private final AbstractHistogram micros;

  /** Empty. */
  public LatencyHistogram() {
    this(new PackedHistogram(DIGITS));
  }

  /** Empty, quick to add to and to ask much of; takes some 200 KB. */
  static LatencyHistogram quick() {
    return new LatencyHistogram(new Histogram(DIGITS));
  }

  private LatencyHistogram(AbstractHistogram micros) {
    this.micros = micros;
  }

  /** Adds one latency, 0 or more. */
  public void record(Duration latency) {
    micros.recordValue(latency.toNanos() / 1000);
  }

  /** Adds all of another one. */
  public void add(LatencyHistogram other) {
    micros.add(other.micros);
  }

  /**
   * Takes away all of another one.
   *
   * @throws IllegalArgumentException if they are not all in this one
   */
  public void subtract(LatencyHistogram other) {
    micros.subtract(other.micros);
  }

  /** How many there are. */
  public long count() {
    return micros.getTotalCount();
  }

  /**
   * The latency that a share of all do not exceed; zero if there are none.
   *
   * @param percent above 0, up to 100
   */
  public Duration percentile(double percent) {
    return Duration.ofNanos(1000 * micros.getValueAtPercentile(percent));
  }

  /**
   * How many there are up to each bound and above the one before it, and at last above all; what
   * counts as equal to a bound is up to it.
   *
   * @param bounds ascending
   */
  public List<Long> buckets(List<Duration> bounds) {
    List<Long> buckets = new ArrayList<>();
    long from = 0;
    long counted = 0;
    for (Duration bound : bounds) {
      long upTo = bound.toNanos() / 1000;
      long count = micros.getCountBetweenValues(from, upTo);
      buckets.add(count);
      counted += count;
      from = micros.nextNonEquivalentValue(upTo);
    }
    buckets.add(count() - counted);
    return buckets;
  }

  /** As {@link #decode} reads it. */
  public byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
    int length = micros.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    return Arrays.copyOf(buffer.array(), length);
  }

  /**
   * Adds what {@link #encode} wrote of another one.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public void addEncoded(byte[] encoded) {
    try {
      if (!EncodedCounts.addTo(micros, encoded)) {
        add(decode(encoded));
      }
    } catch (DataFormatException | BufferUnderflowException e) {
      throw new IllegalArgumentException("Not a histogram: " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static LatencyHistogram decode(byte[] encoded) {
    try {
      // Quicker to read through than a packed one, and soon gone.
      Histogram micros = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0);
      micros.setAutoResize(true);
      return new LatencyHistogram(micros);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("Not a histogram: " + e.getMessage(), e);
    }
  }
}
