package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.Adapter;
import io.milora.model.ContentHash;
import java.util.concurrent.CompletableFuture;

/** An adapter that has its place in memory, or is about to fill it. Guarded by the cache's lock. */
final class ResidentAdapter {
  final ContentHash hash;
  final long bytes;
  final CompletableFuture<Adapter> adapter = new CompletableFuture<>();

  /** Requests that hold it. */
  int leases;

  /** Requests that held it, ever since it was loaded. */
  long served;

  /** Never evicted. */
  boolean pinned;

  /** Gives out no more leases, so that a cold adapter gets its place. */
  boolean draining;

  ResidentAdapter(ContentHash hash, long bytes) {
    this.hash = hash;
    this.bytes = bytes;
  }

  void lease() {
    leases++;
    served++;
  }

  boolean evictable() {
    return leases == 0 && !pinned;
  }
}
