package io.milora.engine.batch;

import io.milora.engine.adapter.Adapter;

/**
 * An adapter that stays in memory for one request, from before the request is accepted until it has
 * ended. Thread-safe.
 */
public interface AdapterLease extends AutoCloseable {
  /** What metrics call it. */
  String name();

  /** The weights. */
  Adapter adapter();

  /** Lets go of it; does nothing the second time. Quick, and never throws. */
  @Override
  void close();

  /** A lease of what is in memory anyway. */
  static AdapterLease of(String name, Adapter adapter) {
    return new Permanent(name, adapter);
  }

  /** Never has to be let go. */
  record Permanent(String name, Adapter adapter) implements AdapterLease {
    @Override
    public void close() {}
  }
}
