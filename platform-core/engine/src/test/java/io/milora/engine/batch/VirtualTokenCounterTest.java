package io.milora.engine.batch;

import static io.milora.engine.batch.Requests.ACME;
import static io.milora.engine.batch.Requests.BETA;
import static org.assertj.core.api.Assertions.assertThat;

import io.milora.model.TenantId;
import org.junit.jupiter.api.Test;

class VirtualTokenCounterTest {
  private static final TenantId CITY = Requests.tenant('C');

  private final VirtualTokenCounter counter =
      new VirtualTokenCounter(tenant -> tenant.equals(CITY) ? 2 : 1);

  @Test
  void inputCountsOnceAndOutputTwice() {
    counter.charge(ACME, 10, 3);

    assertThat(counter.counter(ACME)).isEqualTo(16);
  }

  @Test
  void theLeastServedGoesFirstAndOfEqualOnesWhoWaitedLongest() {
    counter.arrive(BETA);
    counter.arrive(ACME);
    assertThat(counter.next()).isEqualTo(BETA);

    counter.charge(BETA, 1, 0);
    assertThat(counter.next()).isEqualTo(ACME);
  }

  @Test
  void nobodyIsNextWhenNobodyWaits() {
    counter.arrive(ACME);
    counter.leave(ACME);

    assertThat(counter.next()).isNull();
  }

  @Test
  void twiceTheWeightIsTwiceTheTokens() {
    counter.charge(ACME, 10, 0);
    counter.charge(CITY, 20, 0);

    assertThat(counter.counter(CITY)).isEqualTo(counter.counter(ACME));
  }

  @Test
  void whoComesBackIsLiftedToTheLeastServedOfThoseWhoWait() {
    counter.arrive(ACME);
    counter.charge(ACME, 500, 0);
    counter.arrive(CITY);
    counter.charge(CITY, 2000, 0);

    counter.arrive(BETA);

    assertThat(counter.counter(BETA)).isEqualTo(500);
  }

  @Test
  void withNobodyWaitingWhoComesIsLiftedToWhoLeftLast() {
    counter.arrive(ACME);
    counter.leave(ACME);
    counter.charge(ACME, 300, 0);

    counter.arrive(BETA);

    assertThat(counter.counter(BETA)).isEqualTo(300);
  }

  @Test
  void aLiftNeverTakesAnythingAway() {
    counter.charge(BETA, 900, 0);
    counter.arrive(ACME);

    counter.arrive(BETA);
    counter.arrive(BETA);

    assertThat(counter.counter(BETA)).isEqualTo(900);
    assertThat(counter.next()).isEqualTo(ACME);
  }
}
