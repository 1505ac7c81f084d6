package io.milora.inferenceworker.operators;

import io.milora.inferenceworker.serving.AdapterCache.Residency;

/**
 * An adapter in memory.
 *
 * @param id SHA-256 of its archive; answers have it in the header {@code x-adapter-hash}
 * @param bytes its size in memory
 * @param leases requests that hold it
 * @param pinned whether it stays when room is needed
 * @param draining whether it gives out no more leases, to make room
 * @param loaded false while it is being loaded
 */
public record AdapterView(
    String id, long bytes, int leases, boolean pinned, boolean draining, boolean loaded) {
  static AdapterView of(Residency resident) {
    return new AdapterView(
        resident.hash().hex(),
        resident.bytes(),
        resident.leases(),
        resident.pinned(),
        resident.draining(),
        resident.loaded());
  }
}
