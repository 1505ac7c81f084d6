package io.milora.inferenceworker.quota;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.batch.AdapterLease;

/**
 * The adapter of a request that was booked, by which the booking is found when the request ends.
 *
 * @param booking its id
 */
record BookedLease(AdapterLease lease, long booking) implements AdapterLease {
  @Override
  public String name() {
    return lease.name();
  }

  @Override
  public Adapter adapter() {
    return lease.adapter();
  }

  @Override
  public void close() {
    lease.close();
  }
}
