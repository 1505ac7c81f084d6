package io.milora.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.Sampler;
import io.milora.model.LoraSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
  private static final Duration DRAIN = Duration.ofMinutes(1);

  private final FakeEngine engine = new FakeEngine(4);

  @Test
  void eventsComeInOrderAndEndOnce() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      List<GenerationEvent> events = all(scheduler.submit(request(7, BareBase.INSTANCE, 5)));

      assertThat(events).hasSize(7);
      assertThat(events.getFirst()).isInstanceOf(Started.class);
      assertThat(events.subList(1, 6)).hasOnlyElementsOfType(Token.class);
      assertThat(finished(events).reason()).isEqualTo(FinishReason.LENGTH);
      assertThat(finished(events).promptTokens()).isEqualTo(2);
      assertThat(finished(events).completionTokens()).isEqualTo(5);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aRequestGivesTheSameAloneAndInAMixedBatch() throws InterruptedException {
    List<List<Integer>> alone = new ArrayList<>();
    List<List<Integer>> batched = new ArrayList<>();
    try (BatchScheduler scheduler = new BatchScheduler(engine, 64, DRAIN)) {
      for (int i = 0; i < 20; i++) {
        alone.add(tokens(all(scheduler.submit(varied(i)))));
      }
      List<Generation> together = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        together.add(scheduler.submit(varied(i)));
      }
      for (Generation generation : together) {
        batched.add(tokens(all(generation)));
      }
    }

    assertThat(batched).isEqualTo(alone);
    assertThat(alone).doesNotHaveDuplicates();
    assertThat(engine.calls).contains("decode 4");
  }

  @Test
  void slotsNeverLeakUnderRandomCancels() throws InterruptedException {
    Random random = new Random(1);
    try (BatchScheduler scheduler = new BatchScheduler(engine, 300, DRAIN)) {
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        generations.add(scheduler.submit(varied(i)));
        if (random.nextBoolean()) {
          generations.get(random.nextInt(generations.size())).cancel();
        }
      }
      for (Generation generation : generations) {
        assertThat(finished(all(generation)).reason())
            .isIn(FinishReason.LENGTH, FinishReason.CANCELLED);
      }
      assertThat(tokens(all(scheduler.submit(varied(1))))).hasSize(4);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void cancellingEndsARunningRequestWithinAStep() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      Generation generation = scheduler.submit(request(7, BareBase.INSTANCE, 500));
      engine.gate.release(1);
      assertThat(generation.next()).isInstanceOf(Started.class);
      generation.cancel();
      engine.gate.release(1);

      Finished end = finished(all(generation));

      assertThat(end.reason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(end.completionTokens()).isBetween(1, 2);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aFailingStepFailsItsRequestsAndLaterOnesAreServed() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      Generation first = scheduler.submit(request(7, BareBase.INSTANCE, 5));
      Generation second = scheduler.submit(request(8, BareBase.INSTANCE, 5));
      engine.gate.release(3); // a prefill, a step of one, a prefill
      assertThat(second.next()).isInstanceOf(Started.class);
      engine.nextFailure = new IllegalStateException("made to fail");
      engine.gate.release(1000);

      assertThat(finished(all(first)).reason()).isEqualTo(FinishReason.ENGINE_FAILED);
      assertThat(finished(all(second)).reason()).isEqualTo(FinishReason.ENGINE_FAILED);
      assertThat(finished(all(scheduler.submit(request(9, BareBase.INSTANCE, 5)))).reason())
          .isEqualTo(FinishReason.LENGTH);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aFailingPrefillFailsOnlyItsRequest() throws InterruptedException {
    engine.failingPrefill = token -> token == 8;
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      Generation good = scheduler.submit(request(7, BareBase.INSTANCE, 50));
      Generation bad = scheduler.submit(request(8, BareBase.INSTANCE, 50));

      assertThat(finished(all(bad)).reason()).isEqualTo(FinishReason.ENGINE_FAILED);
      assertThat(finished(all(good)).reason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aDyingOwnerLeavesNobodyWaiting() throws InterruptedException {
    engine.nextFailure = new LinkageError("made to die");
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      Generation generation = scheduler.submit(request(7, BareBase.INSTANCE, 5));

      assertThat(finished(all(generation)).reason()).isEqualTo(FinishReason.ENGINE_FAILED);
      while (scheduler.alive()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> scheduler.submit(request(8, BareBase.INSTANCE, 5)))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void refusesWhenTheQueueIsFullAndServesTheOthersInOrder() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, 3, DRAIN)) {
      List<Generation> accepted = new ArrayList<>();
      accepted.add(scheduler.submit(request(10, BareBase.INSTANCE, 9)));
      while (scheduler.waiting() > 0) {
        Thread.onSpinWait();
      }
      for (int i = 1; i <= 3; i++) {
        accepted.add(scheduler.submit(request(10 + i, BareBase.INSTANCE, 9)));
      }

      assertThatThrownBy(() -> scheduler.submit(request(14, BareBase.INSTANCE, 9)))
          .isInstanceOf(QueueFullException.class)
          .hasMessageContaining("3 requests");
      engine.gate.release(1000);
      for (Generation generation : accepted) {
        assertThat(finished(all(generation)).reason()).isEqualTo(FinishReason.LENGTH);
      }
    }
    assertThat(engine.calls.subList(0, 8))
        .containsExactly(
            "prefill 10",
            "decode 1",
            "prefill 11",
            "decode 2",
            "prefill 12",
            "decode 3",
            "prefill 13",
            "decode 4");
  }

  @Test
  void aRequestCancelledWhileItWaitsNeverReachesTheEngine() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      Generation running = scheduler.submit(request(7, BareBase.INSTANCE, 5));
      Generation waiting = scheduler.submit(request(8, BareBase.INSTANCE, 5));
      waiting.cancel();
      engine.gate.release(1000);

      assertThat(finished(all(waiting)).reason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(finished(all(running)).reason()).isEqualTo(FinishReason.LENGTH);
    }
    assertThat(engine.calls).doesNotContain("prefill 8");
  }

  @Test
  void closingLetsRunningRequestsFinishAndEndsWaitingOnes() throws InterruptedException {
    engine.gate.drainPermits();
    BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN);
    Generation running = scheduler.submit(request(7, BareBase.INSTANCE, 5));
    while (scheduler.waiting() > 0) {
      Thread.onSpinWait();
    }
    Generation waiting = scheduler.submit(request(8, BareBase.INSTANCE, 5));
    Thread closer = Thread.startVirtualThread(scheduler::close);
    while (scheduler.alive()) {
      Thread.onSpinWait();
    }
    engine.gate.release(1000);
    closer.join();

    assertThat(finished(all(running)).reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(finished(all(waiting)).reason()).isEqualTo(FinishReason.SHUT_DOWN);
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void closingWithoutDrainTimeEndsRunningRequestsWithAReason() throws InterruptedException {
    BatchScheduler scheduler = new BatchScheduler(engine, 8, Duration.ZERO);
    Generation generation = scheduler.submit(request(7, BareBase.INSTANCE, 900));
    assertThat(generation.next()).isInstanceOf(Started.class);
    engine.gate.drainPermits();
    Thread closer = Thread.startVirtualThread(scheduler::close);
    while (scheduler.alive()) {
      Thread.onSpinWait();
    }
    engine.gate.release(1000);
    closer.join();

    assertThat(finished(all(generation)).reason())
        .isIn(FinishReason.SHUT_DOWN, FinishReason.LENGTH);
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void refusesWhatDoesNotFitIntoASlot() {
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      assertThatThrownBy(() -> scheduler.submit(request(7, BareBase.INSTANCE, 999)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 prompt tokens and up to 999 new ones do not fit into 1000");
    }
  }

  @Test
  void endTokensAndStopSequencesEndWithStop() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      List<Integer> tokens =
          tokens(all(scheduler.submit(request(7, BareBase.INSTANCE, 30)))).subList(0, 3);

      List<GenerationEvent> ended =
          all(scheduler.submit(request(7, 30, Set.of(tokens.get(2)), answer())));
      List<GenerationEvent> stopped =
          all(scheduler.submit(request(7, 30, Set.of(), answer("," + tokens.get(1) + ","))));

      assertThat(finished(ended).reason()).isEqualTo(FinishReason.STOP);
      assertThat(tokens(ended)).isEqualTo(tokens);
      assertThat(text(ended)).isEqualTo("%d,%d,".formatted(tokens.get(0), tokens.get(1)));
      assertThat(finished(stopped).reason()).isEqualTo(FinishReason.STOP);
      assertThat(text(stopped)).isEqualTo(tokens.get(0).toString());
    }
  }

  @Test
  void logprobsAreThoseOfTheModel() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, 8, DRAIN)) {
      GenerationRequest plain = request(7, BareBase.INSTANCE, 1);
      List<GenerationEvent> events =
          all(
              scheduler.submit(
                  new GenerationRequest(
                      plain.prompt(),
                      plain.adapter(),
                      plain.sampler(),
                      plain.answer(),
                      1,
                      Set.of(),
                      2)));

      TokenLogprobs logprobs = ((Token) events.get(1)).logprobs();
      assertThat(logprobs).isNotNull();
      double expected = 1 - Math.log(Math.E + FakeEngine.VOCABULARY - 1);
      assertThat(logprobs.logprob()).isCloseTo(expected, within());
      assertThat(logprobs.top()).hasSize(2);
      assertThat(logprobs.top().getFirst().id()).isEqualTo(((Token) events.get(1)).id());
      assertThat(logprobs.top().getLast().logprob()).isCloseTo(expected - 1, within());
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  /** Requests that differ in prompt, adapter and length. */
  private static GenerationRequest varied(int i) {
    LoraSettings settings = new LoraSettings(1, 1 + i % 3, 0, LoraSettings.ofRank(1).targets());
    return request(10 + i, new LoraAdapter(settings, List.of()), 3 + i % 7);
  }

  private static GenerationRequest request(int firstToken, Adapter adapter, int maxNewTokens) {
    return new GenerationRequest(
        new int[] {firstToken, 1}, adapter, Sampler.GREEDY, answer(), maxNewTokens, Set.of(), null);
  }

  private static GenerationRequest request(
      int firstToken, int maxNewTokens, Set<Integer> endTokens, AnswerText answer) {
    return new GenerationRequest(
        new int[] {firstToken, 1},
        BareBase.INSTANCE,
        Sampler.GREEDY,
        answer,
        maxNewTokens,
        endTokens,
        null);
  }

  private static List<GenerationEvent> all(Generation generation) throws InterruptedException {
    List<GenerationEvent> events = new ArrayList<>();
    do {
      events.add(generation.next());
    } while (!(events.getLast() instanceof Finished));
    return events;
  }

  private static Finished finished(List<GenerationEvent> events) {
    return (Finished) events.getLast();
  }

  private static List<Integer> tokens(List<GenerationEvent> events) {
    return events.stream().filter(Token.class::isInstance).map(e -> ((Token) e).id()).toList();
  }

  private static String text(List<GenerationEvent> events) {
    StringBuilder text = new StringBuilder();
    events.stream().filter(Token.class::isInstance).forEach(e -> text.append(((Token) e).text()));
    return text.toString();
  }

  /** Shows ids and commas. */
  private static AnswerText answer(String... stops) {
    return new AnswerText(
        ids -> Arrays.stream(ids).mapToObj(id -> id + ",").collect(Collectors.joining()),
        List.of(stops));
  }
}
