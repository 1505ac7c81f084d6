package io.milora.engine.batch;

import static io.milora.engine.batch.Requests.ACME;
import static io.milora.engine.batch.Requests.BETA;
import static io.milora.engine.batch.Requests.all;
import static io.milora.engine.batch.Requests.finished;
import static io.milora.engine.batch.Requests.outcome;
import static io.milora.engine.batch.Requests.startingWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milora.engine.batch.FakeEngine.Served;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.RequestRefusedException.Reason;
import io.milora.model.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is let in, when, and who is refused or ended early. */
class SchedulerAdmissionTest {
  private final FakeEngine engine = new FakeEngine(4);
  private final AtomicLong clock = new AtomicLong();

  @Test
  void refusesWhenTheQueueIsFull() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = scheduler(3, 3, 1000, 100)) {
      List<Generation> accepted = fill(scheduler, 3);

      RequestRefusedException refused = refusal(scheduler, startingWith(14).of(BETA));

      assertThat(refused.reason()).isEqualTo(Reason.QUEUE_FULL);
      assertThat(refused).hasMessageContaining("3 requests");
      assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
      engine.gate.release(1000);
      for (Generation generation : accepted) {
        assertThat(outcome(generation)).isEqualTo(Outcome.COMPLETED);
      }
    }
    assertThat(engine.calls.subList(0, 5))
        .containsExactly("prefill 10", "prefill 11", "prefill 12", "prefill 13", "decode 4");
  }

  @Test
  void aTenantWhoseShareIsFullIsRefusedAndOthersAreNot() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = scheduler(30, 2, 1000, 100)) {
      fill(scheduler, 2);

      assertThat(refusal(scheduler, startingWith(14)).reason()).isEqualTo(Reason.TENANT_SHARE_FULL);
      Generation other = scheduler.submit(startingWith(15).of(BETA).make());
      engine.gate.release(1000);
      assertThat(outcome(other)).isEqualTo(Outcome.COMPLETED);
    }
  }

  @Test
  void whatCannotComeToItsTurnInTimeIsRefusedBeforeItWaits() throws InterruptedException {
    engine.gate.drainPermits();
    engine.onCall = () -> clock.addAndGet(1_000_000_000);
    try (BatchScheduler scheduler = scheduler(30, 30, 1000, 100)) {
      Generation first = scheduler.submit(startingWith(9).newTokens(20).make());
      engine.gate.release(20);
      assertThat(outcome(first)).isEqualTo(Outcome.COMPLETED);
      fill(scheduler, 20);

      RequestRefusedException refused =
          refusal(scheduler, startingWith(40).timeout(Duration.ofSeconds(30)));
      assertThat(refused.reason()).isEqualTo(Reason.TOO_LATE);
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
      // another tenant does not stand behind these
      Generation other =
          scheduler.submit(startingWith(41).of(BETA).timeout(Duration.ofHours(1)).make());
      engine.gate.release(10_000);
      assertThat(outcome(other)).isEqualTo(Outcome.COMPLETED);
    }
  }

  @Test
  void aRequestEndsWhenItsTimeIsOverWhetherItWaitsOrRuns() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = scheduler(30, 30, 4, 100)) {
      Generation running =
          scheduler.submit(startingWith(7).newTokens(2).timeout(Duration.ofSeconds(5)).make());
      Generation waiting =
          scheduler.submit(startingWith(8).newTokens(2).timeout(Duration.ofSeconds(5)).make());
      Generation patient = scheduler.submit(startingWith(9).newTokens(2).make());
      while (engine.calls.isEmpty()) {
        Thread.onSpinWait();
      }
      engine.onCall = () -> clock.set(6_000_000_000L);
      engine.gate.release(1000);

      assertThat(outcome(waiting)).isEqualTo(Outcome.TIMED_OUT);
      assertThat(outcome(patient)).isEqualTo(Outcome.COMPLETED);
      assertThat(outcome(running)).isIn(Outcome.TIMED_OUT, Outcome.COMPLETED);
    }
    assertThat(engine.calls).doesNotContain("prefill 8");
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aRunningRequestIsCutOffAndKeepsWhatItHas() throws InterruptedException {
    try (BatchScheduler scheduler = scheduler(30, 30, 1000, 100)) {
      engine.onCall = () -> clock.addAndGet(1_000_000_000);
      List<GenerationEvent> events =
          all(
              scheduler.submit(
                  startingWith(7).newTokens(50).timeout(Duration.ofSeconds(10)).make()));

      assertThat(finished(events).outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(finished(events).completionTokens()).isEqualTo(10);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void neverReservesMoreTokensThanTheBudget() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = scheduler(30, 30, 25, 100)) {
      List<Generation> accepted = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        accepted.add(scheduler.submit(startingWith(10 + i).newTokens(8).make()));
      }
      engine.gate.release(1000);
      for (Generation generation : accepted) {
        assertThat(outcome(generation)).isEqualTo(Outcome.COMPLETED);
      }
    }
    assertThat(engine.calls).contains("decode 2").doesNotContain("decode 3", "decode 4");
  }

  @Test
  void refusesWhatIsLargerThanAllOfTheEngine() {
    try (BatchScheduler scheduler = scheduler(30, 30, 100, 100)) {
      assertThatThrownBy(() -> scheduler.submit(startingWith(7).newTokens(99).make()))
          .hasMessageContaining("do not fit into 100 tokens of keys and values");
      assertThatThrownBy(() -> scheduler.submit(startingWith(7).choices(5).make()))
          .hasMessageContaining("5 sequences were asked for; there are 4 slots");
    }
  }

  @Test
  void longPromptsDoNotHoldUpRunningStreams() throws InterruptedException {
    int perStep = 10;
    engine.gate.drainPermits();
    List<Generation> accepted = new ArrayList<>();
    try (BatchScheduler scheduler = scheduler(300, 300, 100_000, perStep)) {
      Generation stream = scheduler.submit(startingWith(5).newTokens(900).make());
      engine.gate.release(1);
      assertThat(stream.next()).isInstanceOf(Started.class);
      for (int i = 0; i < 60; i++) {
        accepted.add(
            scheduler.submit(startingWith(9).prompt(9, 2 + i * 7 % 40).newTokens(1).make()));
      }
      engine.gate.release(10_000);
      for (Generation generation : accepted) {
        assertThat(outcome(generation)).isEqualTo(Outcome.COMPLETED);
      }
    }
    int sinceStep = 0;
    int credit = perStep;
    for (Served served : engine.served.subList(1, engine.served.size())) {
      if (served.promptTokens() > 0) {
        boolean alone = sinceStep == 0;
        sinceStep += served.promptTokens();
        assertThat(alone || sinceStep <= perStep).isTrue();
        credit -= served.promptTokens();
      } else if (served.firstToken() == 5) {
        sinceStep = 0;
        credit = Math.min(perStep, credit + perStep);
      }
      assertThat(credit).isGreaterThan(-40);
    }
  }

  @Test
  void limitsOutOfRangeAreRefusedTogether() {
    assertThatThrownBy(
            () -> new SchedulerLimits(0, 0, 0, 0, Duration.ZERO, Map.of(ACME, Double.NaN)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            "max_waiting is 0",
            "max_waiting_per_tenant is 0",
            "kv_tokens is 0",
            "prefill_tokens_per_step is 0",
            "weight of " + ACME);
  }

  /** One request at the gate, and so many that wait. */
  private List<Generation> fill(BatchScheduler scheduler, int waiting) {
    List<Generation> accepted = new ArrayList<>();
    accepted.add(scheduler.submit(startingWith(10).newTokens(9).make()));
    while (!scheduler.state().waiting().isEmpty()) {
      Thread.onSpinWait();
    }
    for (int i = 1; i <= waiting; i++) {
      accepted.add(scheduler.submit(startingWith(10 + i).newTokens(9).make()));
    }
    return accepted;
  }

  private static RequestRefusedException refusal(BatchScheduler scheduler, Requests request) {
    return catchThrowableOfType(
        RequestRefusedException.class, () -> scheduler.submit(request.make()));
  }

  private BatchScheduler scheduler(int waiting, int perTenant, int kvTokens, int prefill) {
    return new BatchScheduler(
        engine,
        new SchedulerLimits(waiting, perTenant, kvTokens, prefill, Duration.ofMinutes(1), Map.of()),
        SchedulerListener.NONE,
        clock::get);
  }
}
