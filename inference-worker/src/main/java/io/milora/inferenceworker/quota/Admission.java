package io.milora.inferenceworker.quota;

import io.milora.engine.batch.AdapterLease;
import org.jspecify.annotations.Nullable;

/** A request that its quotas let through. */
public final class Admission {
  private final QuotaSettlement settlement;
  private final @Nullable Long booking;

  Admission(QuotaSettlement settlement, @Nullable Long booking) {
    this.settlement = settlement;
    this.booking = booking;
  }

  /** The adapter's lease, with which the scheduler says that the request has ended. */
  public AdapterLease over(AdapterLease lease) {
    return booking == null ? lease : new BookedLease(lease, booking);
  }

  /** The request was not accepted after all; its tokens are given back. */
  public void cancel() {
    if (booking != null) {
      settlement.settle(booking, 0);
    }
  }
}
