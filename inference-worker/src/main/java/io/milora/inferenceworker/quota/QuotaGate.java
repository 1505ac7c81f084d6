package io.milora.inferenceworker.quota;

import io.milora.persistence.Caller;
import io.milora.persistence.QuotaBooking;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.QuotaReservations;
import jakarta.inject.Singleton;

/** Lets requests through that the quotas of their tenant and key allow. Thread-safe. */
@Singleton
public class QuotaGate {
  private final QuotaReservations reservations;
  private final QuotaSettlement settlement;
  private final RateLimits limits;

  QuotaGate(QuotaReservations reservations, QuotaSettlement settlement, RateLimits limits) {
    this.reservations = reservations;
    this.settlement = settlement;
    this.limits = limits;
  }

  /**
   * Books a request; one round trip to the database.
   *
   * @param tokens of its prompt and its longest answers together
   * @throws QuotaExceededException if one of its quotas does not allow it
   */
  public Admission admit(Caller caller, long tokens) {
    QuotaBooking booking =
        reservations.reserve(caller.tenant(), caller.keyId(), tokens, QuotaSettlement.LEASE);
    limits.set(booking.scopes());
    booking.requireAdmitted();
    if (booking.id() != null) {
      settlement.keep(booking.id());
    }
    return new Admission(settlement, booking.id());
  }
}
