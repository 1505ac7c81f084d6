package io.milora.persistence;

import java.util.ArrayList;
import java.util.List;

/**
 * Latencies as they are stored, whose sum is made when it is wanted: a thousand sums do not have to
 * be in memory at once. Not thread-safe.
 */
public final class LatencyParts {
  private final List<byte[]> added = new ArrayList<>();
  private final List<byte[]> taken = new ArrayList<>();

  LatencyParts() {}

  /** Adds what {@link LatencyHistogram#encode} wrote. */
  void add(byte[] encoded) {
    added.add(encoded);
  }

  void add(LatencyParts others) {
    added.addAll(others.added);
    taken.addAll(others.taken);
  }

  /** Takes away what is in these. */
  void subtract(LatencyParts others) {
    taken.addAll(others.added);
    added.addAll(others.taken);
  }

  /**
   * The histogram of all.
   *
   * @throws IllegalArgumentException if one of them is none, or more was taken away than is there
   */
  public LatencyHistogram sum() {
    LatencyHistogram sum = LatencyHistogram.quick();
    added.forEach(sum::addEncoded);
    if (!taken.isEmpty()) {
      LatencyHistogram less = LatencyHistogram.quick();
      taken.forEach(less::addEncoded);
      sum.subtract(less);
    }
    return sum;
  }
}
