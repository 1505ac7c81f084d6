package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.BareBase;
import io.milora.engine.batch.AdapterLease;
import io.milora.engine.batch.Decoding;
import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.RequestRefusedException;
import io.milora.engine.generate.LogitAdjustment;
import io.milora.engine.generate.Sampler;
import io.milora.engine.generate.Sampling;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.http.RequestOrigin;
import io.milora.inferenceworker.metrics.Asked;
import io.milora.inferenceworker.metrics.RequestEnd;
import io.milora.inferenceworker.metrics.RequestListener;
import io.milora.inferenceworker.quota.Admission;
import io.milora.inferenceworker.quota.QuotaGate;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.BeamOptions;
import io.milora.model.openai.GenerationOptions;
import io.milora.model.openai.SamplingOptions;
import io.milora.persistence.Caller;
import io.milora.persistence.QuotaExceededException;
import io.opentelemetry.context.Context;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** Starts generations. */
@Singleton
public class Generations {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ServedBase base;
  private final AdapterCache adapters;
  private final QuotaGate quotas;
  private final RequestOrigin origin;
  private final List<RequestListener> listeners;

  Generations(
      ServedBase base,
      AdapterCache adapters,
      QuotaGate quotas,
      RequestOrigin origin,
      @All List<RequestListener> listeners) {
    this.base = base;
    this.adapters = adapters;
    this.quotas = quotas;
    this.origin = origin;
    this.listeners = listeners;
  }

  /**
   * Books a request on its quotas and queues it.
   *
   * @param prompt token ids
   * @param timeout when the answer is cut off
   * @throws ApiException 400 if it does not fit into the context, 429 if too many of the tenant's
   *     requests wait, 503 if too many of all wait or its turn would come too late
   * @throws QuotaExceededException if a quota of the tenant or the key does not allow it
   */
  public LiveAnswer start(
      Caller caller, ServedModel model, int[] prompt, GenerationOptions options, Duration timeout) {
    if (base.isDraining()) {
      throw ApiException.overloaded(
          "This server takes no new requests, as its operators wish; try again.",
          "draining",
          RETRY_AFTER);
    }
    int newTokens = newTokens(prompt.length, options);
    check(options, prompt.length + newTokens);
    Asked asked =
        new Asked(
            Objects.requireNonNullElse(origin.requestId(), ""),
            caller,
            model.alias(),
            model.name(),
            model.adapterHash(),
            options.choices(),
            null,
            Context.current());
    Admission admission = admit(asked, prompt.length + (long) options.choices() * newTokens);
    try {
      return start(asked, admission, prompt, newTokens, options, timeout);
    } catch (RuntimeException e) {
      admission.cancel();
      listeners.forEach(listener -> listener.refused(asked));
      throw e;
    }
  }

  private Admission admit(Asked asked, long tokens) {
    try {
      return quotas.admit(asked.caller(), tokens);
    } catch (QuotaExceededException e) {
      listeners.forEach(listener -> listener.refused(asked));
      throw e;
    }
  }

  private LiveAnswer start(
      Asked asked,
      Admission admission,
      int[] prompt,
      int newTokens,
      GenerationOptions options,
      Duration timeout) {
    long arrived = System.nanoTime();
    ContentHash adapter = asked.adapter();
    AdapterLease lease =
        adapter == null
            ? AdapterLease.of(asked.model(), BareBase.INSTANCE)
            : adapters.acquire(asked.model(), adapter, timeout);
    Duration loading = Duration.ofNanos(System.nanoTime() - arrived);
    if (timeout.compareTo(loading) <= 0) {
      lease.close();
      throw LiveAnswer.timedOut();
    }
    boolean cold = lease instanceof AdapterCache.Lease cached && cached.cold();
    Asked accepted = cold ? asked.after(loading) : asked;
    GenerationRequest request =
        new GenerationRequest(
            asked.caller().tenant(),
            prompt,
            lease,
            decoding(options),
            () -> base.answerText(options.stop()),
            newTokens,
            Set.copyOf(base.model().config().endTokens()),
            options.topLogprobs(),
            timeout.minus(loading),
            end -> ended(accepted, admission, end));
    return new LiveAnswer(submit(request), loading);
  }

  private void ended(Asked asked, Admission admission, Finished end) {
    admission.settle(end);
    RequestEnd ended = new RequestEnd(asked, Instant.now(), end);
    listeners.forEach(listener -> listener.ended(ended));
  }

  private static Decoding decoding(GenerationOptions options) {
    BeamOptions beams = options.beams();
    if (beams != null) {
      return new Decoding.Beams(beams.width(), options.choices(), beams.lengthPenalty());
    }
    SamplingOptions given = options.sampling();
    LogitAdjustment adjustment =
        new LogitAdjustment(given.presencePenalty(), given.frequencyPenalty(), given.logitBias());
    Long asked = given.seed();
    long seed = asked == null ? ThreadLocalRandom.current().nextLong() : asked;
    List<Sampler> samplers = new ArrayList<>();
    for (int choice = 0; choice < options.choices(); choice++) {
      Sampling sampling =
          new Sampling(given.temperature(), given.topP(), given.topK(), seed + choice);
      samplers.add(adjustment.over(sampling.sampler()));
    }
    return new Decoding.Sampled(samplers);
  }

  /** What can only be said beside the base: how many slots and tokens it has. */
  private void check(GenerationOptions options, int slotTokens) {
    List<Problem> problems = new ArrayList<>();
    BeamOptions beams = options.beams();
    int width = beams == null ? options.choices() : beams.width();
    int most = base.widest(slotTokens);
    if (width > most) {
      problems.add(Problem.outOfRange(beams == null ? "n" : "beam_width", width, "1 to " + most));
    }
    int vocabulary = base.model().config().vocabulary();
    for (int token : options.sampling().logitBias().keySet()) {
      if (token < 0 || token >= vocabulary) {
        problems.add(
            Problem.outOfRange("logit_bias", token, "tokens from 0 to " + (vocabulary - 1)));
      }
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** As many as asked for; without that, as many as the context has room for. */
  private int newTokens(int promptTokens, GenerationOptions options) {
    Integer asked = options.maxTokens();
    int room = base.context() - promptTokens;
    if (promptTokens == 0) {
      throw new ApiException(
          ErrorKind.INVALID_REQUEST, "The prompt has no tokens.", "prompt", "empty_prompt");
    }
    if (room >= (asked == null ? 1 : asked)) {
      return asked == null ? room : asked;
    }
    throw new ApiException(
        ErrorKind.INVALID_REQUEST,
        "The context holds %d tokens; the prompt has %d and %d new ones were asked for. Shorten the prompt%s."
            .formatted(
                base.context(),
                promptTokens,
                asked == null ? 1 : asked,
                room > 0 ? ", or ask for at most " + room + " new tokens" : ""),
        "messages",
        "context_length_exceeded");
  }

  private Generation submit(GenerationRequest request) {
    try {
      return base.scheduler().submit(request);
    } catch (RequestRefusedException e) {
      request.lease().close();
      throw refusal(e);
    } catch (RejectedExecutionException e) {
      request.lease().close();
      throw ApiException.overloaded(
          "This server is going down; try again.", "shutting_down", RETRY_AFTER);
    }
  }

  private static ApiException refusal(RequestRefusedException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case QUEUE_FULL -> ApiException.overloaded(message, "queue_full", e.retryAfter());
      case TOO_LATE -> ApiException.overloaded(message, "deadline_unreachable", e.retryAfter());
      case TENANT_SHARE_FULL ->
          ApiException.tooMany(message, "rate_limit_exceeded", e.retryAfter());
    };
  }
}
