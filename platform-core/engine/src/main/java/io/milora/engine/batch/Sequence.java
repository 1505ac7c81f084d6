package io.milora.engine.batch;

import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.GenerationEvent.Token;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An accepted request and how far it is. The scheduler's thread owns all of it but the queue of
 * events and the wish to cancel. The queue is bounded by the number of tokens asked for, so that
 * delivering an event never waits for the consumer.
 */
final class Sequence implements Generation {
  private final GenerationRequest request;
  private final Runnable wake;
  private final BlockingQueue<GenerationEvent> events = new LinkedBlockingQueue<>();
  private final long accepted = System.nanoTime();
  private volatile boolean cancelled;

  private Duration queued = Duration.ZERO;
  private Duration firstToken = Duration.ZERO;
  private int generated;
  private int lastToken = -1;
  private boolean finished;

  /**
   * Accepts a request.
   *
   * @param wake tells the scheduler to look at this sequence again
   */
  Sequence(GenerationRequest request, Runnable wake) {
    this.request = request;
    this.wake = wake;
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

  boolean cancelled() {
    return cancelled;
  }

  boolean finished() {
    return finished;
  }

  /** The token to append in the next step. */
  int lastToken() {
    return lastToken;
  }

  /** The prefill begins. */
  void leaveQueue() {
    queued = sinceAccepted();
  }

  /** The prefill is done. */
  void started(RoutePlan routes) {
    events.add(new Started(routes, queued));
  }

  /**
   * Chooses the next token and delivers its text.
   *
   * @param logits [V]
   */
  void accept(float[] logits) {
    int token = request.sampler().next(logits);
    generated++;
    lastToken = token;
    if (generated == 1) {
      firstToken = sinceAccepted();
    }
    boolean end = request.endTokens().contains(token);
    String text = end ? "" : request.answer().append(token);
    boolean stop = end || request.answer().stopped();
    boolean full = generated == request.maxNewTokens();
    if ((stop || full) && !request.answer().stopped()) {
      text += request.answer().end();
    }
    Integer wanted = request.topLogprobs();
    TokenLogprobs logprobs = wanted == null ? null : TokenLogprobs.of(logits, token, wanted);
    events.add(new Token(token, text, logprobs));
    if (stop || full) {
      finish(stop ? FinishReason.STOP : FinishReason.LENGTH);
    }
  }

  /** Ends it, unless it has ended. */
  void finish(FinishReason reason) {
    if (!finished) {
      finished = true;
      Timings timings = new Timings(queued, firstToken, sinceAccepted());
      events.add(new Finished(reason, request.prompt().length, generated, timings));
    }
  }

  private Duration sinceAccepted() {
    return Duration.ofNanos(System.nanoTime() - accepted);
  }
}
