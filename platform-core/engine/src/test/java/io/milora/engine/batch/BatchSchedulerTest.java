package io.milora.engine.batch;

import static io.milora.engine.batch.Requests.LIMITS;
import static io.milora.engine.batch.Requests.all;
import static io.milora.engine.batch.Requests.finished;
import static io.milora.engine.batch.Requests.outcome;
import static io.milora.engine.batch.Requests.startingWith;
import static io.milora.engine.batch.Requests.text;
import static io.milora.engine.batch.Requests.tokenEvents;
import static io.milora.engine.batch.Requests.tokens;
import static io.milora.engine.batch.Requests.varied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
  private final FakeEngine engine = new FakeEngine(4);

  @Test
  void eventsComeInOrderAndEndOnce() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      List<GenerationEvent> events = all(scheduler.submit(startingWith(7).newTokens(5).make()));

      assertThat(events).hasSize(7);
      assertThat(events.getFirst()).isInstanceOf(Started.class);
      assertThat(events.subList(1, 6)).hasOnlyElementsOfType(Token.class);
      assertThat(finished(events).outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(finished(events).promptTokens()).isEqualTo(2);
      assertThat(finished(events).completionTokens()).isEqualTo(5);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aRequestGivesTheSameAloneAndInAMixedBatch() throws InterruptedException {
    List<List<Integer>> alone = new ArrayList<>();
    List<List<Integer>> batched = new ArrayList<>();
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      for (int i = 0; i < 20; i++) {
        alone.add(tokens(all(scheduler.submit(varied(i).make()))));
      }
      List<Generation> together = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        together.add(scheduler.submit(varied(i).make()));
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
  void cancellingEndsARunningRequestWithinAStep() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation generation = scheduler.submit(startingWith(7).newTokens(500).make());
      engine.gate.release(1);
      assertThat(generation.next()).isInstanceOf(Started.class);
      generation.cancel();
      engine.gate.release(1);

      Finished end = finished(all(generation));

      assertThat(end.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(end.completionTokens()).isBetween(1, 2);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aFailingStepFailsItsRequestsAndLaterOnesAreServed() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation first = scheduler.submit(startingWith(7).newTokens(5).make());
      Generation second = scheduler.submit(startingWith(8).newTokens(5).make());
      engine.gate.release(3); // a prefill, a step of one, a prefill
      assertThat(second.next()).isInstanceOf(Started.class);
      engine.nextFailure = new IllegalStateException("made to fail");
      engine.gate.release(1000);

      assertThat(outcome(first)).isEqualTo(Outcome.ENGINE_FAILED);
      assertThat(outcome(second)).isEqualTo(Outcome.ENGINE_FAILED);
      assertThat(outcome(scheduler.submit(startingWith(9).newTokens(5).make())))
          .isEqualTo(Outcome.COMPLETED);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void aFailingPrefillFailsOnlyItsRequest() throws InterruptedException {
    engine.failingPrefill = token -> token == 8;
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation good = scheduler.submit(startingWith(7).newTokens(50).make());
      Generation bad = scheduler.submit(startingWith(8).newTokens(50).make());

      assertThat(outcome(bad)).isEqualTo(Outcome.ENGINE_FAILED);
      assertThat(outcome(good)).isEqualTo(Outcome.COMPLETED);
    }
  }

  @Test
  void aDyingOwnerLeavesNobodyWaiting() throws InterruptedException {
    engine.nextFailure = new LinkageError("made to die");
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation generation = scheduler.submit(startingWith(7).newTokens(5).make());

      assertThat(outcome(generation)).isEqualTo(Outcome.ENGINE_FAILED);
      while (scheduler.alive()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> scheduler.submit(startingWith(8).newTokens(5).make()))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void aRequestCancelledWhileItWaitsNeverReachesTheEngine() throws InterruptedException {
    engine.gate.drainPermits();
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation running = scheduler.submit(startingWith(7).newTokens(5).make());
      Generation waiting = scheduler.submit(startingWith(8).newTokens(5).make());
      waiting.cancel();
      engine.gate.release(1000);

      assertThat(outcome(waiting)).isEqualTo(Outcome.CANCELLED);
      assertThat(outcome(running)).isEqualTo(Outcome.COMPLETED);
    }
    assertThat(engine.calls).doesNotContain("prefill 8");
  }

  @Test
  void closingLetsRunningRequestsFinishAndEndsWaitingOnes() throws InterruptedException {
    engine.gate.drainPermits();
    BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE);
    Generation running = scheduler.submit(startingWith(7).newTokens(5).make());
    while (!scheduler.state().waiting().isEmpty()) {
      Thread.onSpinWait();
    }
    Generation waiting = scheduler.submit(startingWith(8).newTokens(5).make());
    Thread closer = Thread.startVirtualThread(scheduler::close);
    while (scheduler.alive()) {
      Thread.onSpinWait();
    }
    engine.gate.release(1000);
    closer.join();

    assertThat(outcome(running)).isEqualTo(Outcome.COMPLETED);
    assertThat(outcome(waiting)).isEqualTo(Outcome.SHUT_DOWN);
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void closingWithoutDrainTimeEndsRunningRequestsWithAReason() throws InterruptedException {
    BatchScheduler scheduler =
        new BatchScheduler(
            engine,
            new SchedulerLimits(8, 8, 1000, 100, Duration.ZERO, Map.of()),
            SchedulerListener.NONE);
    Generation generation = scheduler.submit(startingWith(7).newTokens(900).make());
    assertThat(generation.next()).isInstanceOf(Started.class);
    engine.gate.drainPermits();
    Thread closer = Thread.startVirtualThread(scheduler::close);
    while (scheduler.alive()) {
      Thread.onSpinWait();
    }
    engine.gate.release(1000);
    closer.join();

    assertThat(outcome(generation)).isIn(Outcome.SHUT_DOWN, Outcome.COMPLETED);
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void refusesWhatDoesNotFitIntoASlot() {
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      assertThatThrownBy(() -> scheduler.submit(startingWith(7).newTokens(999).make()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 prompt tokens and up to 999 new ones do not fit into 1000");
    }
  }

  @Test
  void endTokensAndStopSequencesEndWithStop() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      List<Integer> tokens =
          tokens(all(scheduler.submit(startingWith(7).newTokens(30).make()))).subList(0, 3);

      List<GenerationEvent> ended =
          all(scheduler.submit(startingWith(7).newTokens(30).endTokens(tokens.get(2)).make()));
      List<GenerationEvent> stopped =
          all(
              scheduler.submit(
                  startingWith(7).newTokens(30).stops("," + tokens.get(1) + ",").make()));

      assertThat(tokenEvents(ended).getLast().end()).isEqualTo(FinishReason.STOP);
      assertThat(tokens(ended)).isEqualTo(tokens);
      assertThat(text(ended)).isEqualTo("%d,%d,".formatted(tokens.get(0), tokens.get(1)));
      assertThat(tokenEvents(stopped).getLast().end()).isEqualTo(FinishReason.STOP);
      assertThat(text(stopped)).isEqualTo(tokens.get(0).toString());
    }
  }

  @Test
  void severalAnswersShareOnePromptAndEndByThemselves() throws InterruptedException {
    Sampler other = logits -> (Sampler.GREEDY.next(logits) + 1) % FakeEngine.VOCABULARY;
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      List<Integer> alone = tokens(all(scheduler.submit(startingWith(7).make())));
      List<GenerationEvent> events =
          all(
              scheduler.submit(
                  startingWith(7)
                      .decoding(
                          new Decoding.Sampled(List.of(Sampler.GREEDY, other, Sampler.GREEDY)))
                      .endTokens(alone.get(3))
                      .make()));

      assertThat(choice(events, 0)).isEqualTo(alone.subList(0, 4)).isEqualTo(choice(events, 2));
      assertThat(choice(events, 1)).hasSize(5).isNotEqualTo(alone);
      assertThat(finished(events).completionTokens()).isEqualTo(13);
    }
    assertThat(engine.calls).filteredOn("prefill 7"::equals).hasSize(2);
    assertThat(engine.occupied()).isZero();
  }

  private static List<Integer> choice(List<GenerationEvent> events, int choice) {
    return tokenEvents(events).stream()
        .filter(token -> token.choice() == choice)
        .map(Token::id)
        .toList();
  }

  @Test
  void beamsGiveTheirAnswersAtTheEnd() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      Generation other = scheduler.submit(startingWith(9).newTokens(50).make());
      List<GenerationEvent> events =
          all(scheduler.submit(startingWith(7).decoding(new Decoding.Beams(3, 2, 1)).make()));

      assertThat(choice(events, 0)).hasSize(5).isNotEqualTo(choice(events, 1));
      assertThat(choice(events, 0))
          .isEqualTo(tokens(all(scheduler.submit(startingWith(7).make()))));
      assertThat(outcome(other)).isEqualTo(Outcome.COMPLETED);
    }
    assertThat(engine.occupied()).isZero();
  }

  @Test
  void logprobsAreThoseOfTheModel() throws InterruptedException {
    try (BatchScheduler scheduler = new BatchScheduler(engine, LIMITS, SchedulerListener.NONE)) {
      List<GenerationEvent> events =
          all(scheduler.submit(startingWith(7).newTokens(1).topLogprobs(2).make()));

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
}
