package io.milora.inferenceworker.serving;

import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationEvent;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.batch.Outcome;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it comes into being; what goes wrong with it is an {@link ApiException}. For the
 * request's thread; only {@link #cancel()} may be called by others.
 */
public final class LiveAnswer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Generation generation;
  private final Duration loading;
  private final long submitted = System.nanoTime();
  private @Nullable GenerationEvent seen;

  /**
   * Of an accepted request.
   *
   * @param loading how long its adapter took before it was accepted
   */
  LiveAnswer(Generation generation, Duration loading) {
    this.generation = generation;
    this.loading = loading;
  }

  /** How long its adapter took to come into memory; about zero if it was there. */
  public Duration loading() {
    return loading;
  }

  /** Takes tokens, and may fail where they go. */
  @FunctionalInterface
  public interface TokenSink {
    /** Takes one. */
    void accept(Token token) throws IOException;
  }

  /**
   * Waits until the prompt was read; to be called first, once.
   *
   * @throws ApiException if it never was
   */
  public Started awaitStart() {
    return switch (next()) {
      case Started started -> started;
      case Finished finished -> throw failure(finished.outcome());
      case Token token -> throw new IllegalStateException("A token before the start: " + token);
    };
  }

  /**
   * Waits until there is something to pass on.
   *
   * @return from the request to the first token, its adapter's loading included
   * @throws ApiException if there will never be any
   */
  public Duration awaitFirstToken() {
    GenerationEvent event = next();
    Duration time = loading.plusNanos(System.nanoTime() - submitted);
    if (event instanceof Finished finished && finished.outcome() != Outcome.COMPLETED) {
      throw failure(finished.outcome());
    }
    seen = event;
    return time;
  }

  /**
   * Passes on all tokens, and waits for the end.
   *
   * @return when all answers are complete
   * @throws ApiException if they are not
   * @throws IOException if the sink fails; the generation is cancelled then
   */
  public Finished forEach(TokenSink sink) throws IOException {
    try {
      GenerationEvent event = next();
      while (event instanceof Token token) {
        sink.accept(token);
        event = next();
      }
      Finished finished = (Finished) event;
      if (finished.outcome() != Outcome.COMPLETED) {
        throw failure(finished.outcome());
      }
      return finished;
    } finally {
      generation.cancel();
    }
  }

  /** Nobody wants the rest. */
  public void cancel() {
    generation.cancel();
  }

  private GenerationEvent next() {
    GenerationEvent waiting = seen;
    if (waiting != null) {
      seen = null;
      return waiting;
    }
    try {
      return generation.next();
    } catch (InterruptedException e) {
      generation.cancel();
      Thread.currentThread().interrupt();
      throw failure(Outcome.SHUT_DOWN);
    }
  }

  /** What to say when there is no time left. */
  static ApiException timedOut() {
    return new ApiException(
        ErrorKind.TIMED_OUT,
        "The request's time limit was over before its answer was complete; ask for fewer"
            + " tokens, or give it more time.",
        null,
        "deadline_exceeded");
  }

  private static ApiException failure(Outcome outcome) {
    return switch (outcome) {
      case SHUT_DOWN ->
          ApiException.overloaded(
              "This server is going down; try again.", "shutting_down", RETRY_AFTER);
      case CANCELLED ->
          new ApiException(
              ErrorKind.INVALID_REQUEST, "The client closed the request.", null, "cancelled");
      case TIMED_OUT -> timedOut();
      case ENGINE_FAILED, COMPLETED ->
          new ApiException(
              ErrorKind.INTERNAL,
              "The engine failed while it worked on this request; the server's log has the cause.",
              null,
              "engine_failed");
    };
  }
}
