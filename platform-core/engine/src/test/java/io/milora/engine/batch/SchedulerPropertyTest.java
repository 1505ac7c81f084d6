package io.milora.engine.batch;

import static io.milora.engine.batch.Requests.LIMITS;
import static io.milora.engine.batch.Requests.all;
import static io.milora.engine.batch.Requests.finished;
import static io.milora.engine.batch.Requests.tokens;
import static io.milora.engine.batch.Requests.varied;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whatever callers do, everybody is answered and nothing is left behind. */
class SchedulerPropertyTest {
  private static final int REQUESTS = 2000;

  private final FakeEngine engine = new FakeEngine(5);
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong();
  private final Random random = new Random(1);

  @Test
  void randomCancelsDeadlinesFailuresAndRefusalsLeaveNothingBehind() throws InterruptedException {
    engine.onCall = () -> clock.addAndGet(1_000_000);
    engine.failingPrefill = token -> token % 97 == 0;
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int refused = 0;
    int accepted = 0;
    SchedulerListener counting =
        new SchedulerListener() {
          @Override
          public void finished(GenerationRequest request, GenerationEvent.Finished end) {
            ended.incrementAndGet();
          }
        };
    try (BatchScheduler scheduler =
        new BatchScheduler(
            engine,
            new SchedulerLimits(60, 40, 120, 20, Duration.ofMinutes(1), Map.of()),
            counting,
            clock::get)) {
      List<Generation> open = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        GenerationRequest request = request(i);
        try {
          open.add(scheduler.submit(request));
          accepted++;
        } catch (RequestRefusedException e) {
          request.lease().close();
          refused++;
        }
        if (!open.isEmpty() && random.nextInt(3) == 0) {
          open.get(random.nextInt(open.size())).cancel();
        }
        if (i % 400 == 399) {
          engine.nextFailure = new IllegalStateException("made to fail");
        }
        while (open.size() > 50) {
          count(open.removeFirst(), outcomes);
        }
      }
      for (Generation generation : open) {
        count(generation, outcomes);
      }
      assertThat(tokens(all(scheduler.submit(varied(1).make())))).hasSize(4);
    }
    assertThat(engine.occupied()).isZero();
    assertThat(leases).hasValue(0);
    assertThat(accepted + refused).isEqualTo(REQUESTS);
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(accepted);
    assertThat(ended).hasValue(accepted + 1);
    assertThat(outcomes)
        .containsKeys(
            Outcome.COMPLETED, Outcome.CANCELLED, Outcome.TIMED_OUT, Outcome.ENGINE_FAILED);
  }

  @Test
  void tokensAreTheSameAloneAndInAnyBatch() throws InterruptedException {
    List<List<Integer>> alone = new ArrayList<>();
    List<List<Integer>> batched = new ArrayList<>();
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      for (int i = 0; i < 200; i++) {
        alone.add(tokens(all(scheduler.submit(varied(i).make()))));
      }
      List<Generation> together = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        together.add(scheduler.submit(varied(i).make()));
      }
      for (Generation generation : together) {
        batched.add(tokens(all(generation)));
      }
    }
    assertThat(batched).isEqualTo(alone);
    assertThat(engine.calls).contains("decode 5");
  }

  private GenerationRequest request(int i) {
    Requests request =
        varied(i).of(Requests.tenant((char) ('A' + random.nextInt(5)))).leasedFrom(leases);
    switch (random.nextInt(6)) {
      case 0 -> request.choices(1 + random.nextInt(4));
      case 1 -> request.decoding(new Decoding.Beams(2 + random.nextInt(3), 2, 1));
      case 2 -> request.timeout(Duration.ofMillis(1 + random.nextInt(100)));
      default -> {}
    }
    return request.make();
  }

  private static void count(Generation generation, Map<Outcome, Integer> outcomes)
      throws InterruptedException {
    outcomes.merge(finished(all(generation)).outcome(), 1, Integer::sum);
  }
}
