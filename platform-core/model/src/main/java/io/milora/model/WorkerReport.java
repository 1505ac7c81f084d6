package io.milora.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of itself.
 *
 * @param device what computes, for people
 * @param slots what it can work on at once
 * @param busy slots that are in use, 0 to {@code slots}
 * @param waiting requests in its own queue
 * @param memoryBytes of the whole process; 0 if it is not known
 * @param adapters those in memory; null for workers that keep none
 */
public record WorkerReport(
    String device,
    int slots,
    int busy,
    int waiting,
    long memoryBytes,
    @Nullable Adapters adapters) {
  /**
   * Adapters in memory.
   *
   * @param count of all
   * @param bytes of all
   * @param maxBytes how much there may be
   * @param newest the most recently used ones first, a few dozen at most
   */
  public record Adapters(int count, long bytes, long maxBytes, List<Resident> newest) {}

  /**
   * One of them.
   *
   * @param hash SHA-256 of its archive
   * @param leases requests that hold it
   */
  public record Resident(String hash, long bytes, int leases, boolean pinned) {}
}
