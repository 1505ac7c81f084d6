package io.milora.engine.batch;

import static io.milora.engine.batch.Requests.ACME;
import static io.milora.engine.batch.Requests.BETA;
import static io.milora.engine.batch.Requests.outcome;
import static io.milora.engine.batch.Requests.startingWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.milora.engine.batch.FakeEngine.Served;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bounds of the Virtual Token Counter hold in the running scheduler. */
class SchedulerFairnessTest {
  private static final int FLOOD = 100;
  private static final int OTHER = 200;
  private static final int KV_TOKENS = 200;

  private final FakeEngine engine = new FakeEngine(4);

  @Test
  void aFloodDelaysAnothersShortRequestNoMoreThanTheBound() throws InterruptedException {
    engine.gate.drainPermits();
    List<Generation> flood = new ArrayList<>();
    try (BatchScheduler scheduler = scheduler(1)) {
      for (int i = 0; i < 1000; i++) {
        flood.add(scheduler.submit(startingWith(FLOOD).of(ACME).newTokens(40).make()));
      }
      engine.gate.release(200);
      while (engine.gate.availablePermits() > 0) {
        Thread.onSpinWait();
      }
      int before = engine.served.size();
      Generation other = scheduler.submit(startingWith(OTHER).of(BETA).newTokens(3).make());
      engine.gate.release(1_000_000);
      assertThat(outcome(other)).isEqualTo(Outcome.COMPLETED);

      List<Served> all = List.copyOf(engine.served); // the flood goes on being served
      List<Served> since = all.subList(before, all.size());
      List<Served> ahead = since.subList(0, indexOf(since, OTHER));
      assertThat(cost(ahead)).isLessThanOrEqualTo(bound(2));
      assertThat(ahead).filteredOn(served -> served.promptTokens() > 0).hasSizeLessThanOrEqualTo(1);
      flood.forEach(Generation::cancel);
    }
  }

  @Test
  void twoBackloggedTenantsStayWithinTheBound() throws InterruptedException {
    assertThat(largestLead(1)).isLessThanOrEqualTo(bound(60));
  }

  @Test
  void theBoundHoldsForSharesOfDifferentWeight() throws InterruptedException {
    assertThat(largestLead(3)).isLessThanOrEqualTo(bound(60));
  }

  /** The largest difference between what two backlogged tenants were given, by their weights. */
  private double largestLead(double weightOfBeta) throws InterruptedException {
    engine.gate.drainPermits();
    int each = 250;
    List<Generation> all = new ArrayList<>();
    try (BatchScheduler scheduler = scheduler(weightOfBeta)) {
      for (int i = 0; i < each; i++) {
        all.add(
            scheduler.submit(
                startingWith(FLOOD).prompt(FLOOD, 60).of(ACME).newTokens(2 + i % 9).make()));
        all.add(scheduler.submit(startingWith(OTHER).of(BETA).newTokens(20 + i % 25).make()));
      }
      engine.gate.release(1_000_000);
      for (Generation generation : all) {
        assertThat(outcome(generation)).isEqualTo(Outcome.COMPLETED);
      }
    }
    double lead = 0;
    double acme = 0;
    double beta = 0;
    int acmeAdmitted = 0;
    int betaAdmitted = 0;
    for (Served served : engine.served) {
      int admitted = served.promptTokens() > 0 ? 1 : 0;
      if (served.firstToken() == OTHER) {
        betaAdmitted += admitted;
        beta += cost(List.of(served)) / weightOfBeta;
      } else {
        acmeAdmitted += admitted;
        acme += cost(List.of(served));
      }
      if (acmeAdmitted == each || betaAdmitted == each) {
        break; // no backlog any more
      }
      lead = Math.max(lead, Math.abs(acme - beta));
    }
    assertThat(acme).isGreaterThan(3.0 * bound(60));
    return lead;
  }

  private BatchScheduler scheduler(double weightOfBeta) {
    return new BatchScheduler(
        engine,
        new SchedulerLimits(2000, 2000, KV_TOKENS, 1000, Duration.ZERO, Map.of(BETA, weightOfBeta)),
        SchedulerListener.NONE);
  }

  /** 2 max(w_p L, w_q M). */
  private static int bound(int longestPrompt) {
    return 2
        * Math.max(
            VirtualTokenCounter.INPUT_COST * longestPrompt,
            VirtualTokenCounter.OUTPUT_COST * KV_TOKENS);
  }

  /** A prefill gives a token too. */
  private static double cost(List<Served> served) {
    return served.stream()
        .mapToInt(
            s ->
                VirtualTokenCounter.INPUT_COST * s.promptTokens() + VirtualTokenCounter.OUTPUT_COST)
        .sum();
  }

  private static int indexOf(List<Served> served, int firstToken) {
    for (int i = 0; i < served.size(); i++) {
      if (served.get(i).firstToken() == firstToken) {
        return i;
      }
    }
    throw new AssertionError("never served: " + firstToken);
  }
}
