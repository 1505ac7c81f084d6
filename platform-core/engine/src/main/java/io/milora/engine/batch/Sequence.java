package io.milora.engine.batch;

import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.GenerationEvent.Token;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request and how far it is. The scheduler's thread owns all of it but the queue of
 * events and the wish to cancel. The queue is bounded by the number of tokens asked for, so that
 * delivering an event never waits for the consumer.
 */
final class Sequence implements Generation {
  private final GenerationRequest request;
  private final BiConsumer<GenerationRequest, Finished> onFinished;
  private final LongSupplier nanoTime;
  private final Runnable wake;
  private final BlockingQueue<GenerationEvent> events = new LinkedBlockingQueue<>();
  private final long accepted;
  private volatile boolean cancelled;

  private Duration queued = Duration.ZERO;
  private Duration firstToken = Duration.ZERO;
  private int generated;
  private @Nullable FinishReason reason;
  private boolean finished;

  /**
   * Accepts a request.
   *
   * @param onFinished is told of the end before the caller is
   * @param nanoTime the clock, as of {@link System#nanoTime()}
   * @param wake tells the scheduler to look at this sequence again
   */
  Sequence(
      GenerationRequest request,
      BiConsumer<GenerationRequest, Finished> onFinished,
      LongSupplier nanoTime,
      Runnable wake) {
    this.request = request;
    this.onFinished = onFinished;
    this.nanoTime = nanoTime;
    this.wake = wake;
    accepted = nanoTime.getAsLong();
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    return events.take();
  }

  @Override
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  GenerationRequest request() {
    return request;
  }

  boolean finished() {
    return finished;
  }

  /** Ends it if it was cancelled or its time is over. */
  boolean endIfUnwanted() {
    if (cancelled) {
      finish(Outcome.CANCELLED);
    } else if (request.timeout() != null && sinceAccepted().compareTo(request.timeout()) >= 0) {
      finish(Outcome.TIMED_OUT);
    }
    return finished;
  }

  /** The prefill begins. */
  void leaveQueue() {
    queued = sinceAccepted();
  }

  /** The prefill is done. */
  void started(RoutePlan routes) {
    events.add(new Started(routes, queued));
  }

  /** Delivers a token. */
  void deliver(Token token) {
    generated++;
    if (generated == 1) {
      firstToken = sinceAccepted();
    }
    if (token.end() != null && reason != FinishReason.LENGTH) {
      reason = token.end();
    }
    events.add(token);
  }

  /** Ends it and lets go of its adapter, unless it has ended. */
  void finish(Outcome outcome) {
    if (!finished) {
      finished = true;
      Timings timings = new Timings(queued, firstToken, sinceAccepted());
      FinishReason known = outcome == Outcome.COMPLETED ? reason : null;
      Finished end = new Finished(outcome, known, request.prompt().length, generated, timings);
      request.lease().close();
      onFinished.accept(request, end);
      request.atEnd().accept(end);
      events.add(end);
    }
  }

  private Duration sinceAccepted() {
    return Duration.ofNanos(nanoTime.getAsLong() - accepted);
  }
}
