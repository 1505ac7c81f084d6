package io.milora.inferenceworker.quota;

import io.milora.engine.batch.GenerationEvent.Finished;
import org.jspecify.annotations.Nullable;

/** A request that its quotas let through. Ends with one call of one of its methods. */
public final class Admission {
  private final QuotaSettlement settlement;
  private final @Nullable Long booking;

  Admission(QuotaSettlement settlement, @Nullable Long booking) {
    this.settlement = settlement;
    this.booking = booking;
  }

  /** The request has ended; what it did not use is given back. Quick, and never throws. */
  public void settle(Finished end) {
    boolean read = end.completionTokens() > 0;
    settle(read ? end.promptTokens() + end.completionTokens() : 0);
  }

  /** The request was not accepted after all; its tokens are given back. */
  public void cancel() {
    settle(0);
  }

  private void settle(long tokens) {
    if (booking != null) {
      settlement.settle(booking, tokens);
    }
  }
}
