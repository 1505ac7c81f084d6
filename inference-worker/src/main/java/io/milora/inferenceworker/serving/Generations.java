package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.BareBase;
import io.milora.engine.batch.AdapterLease;
import io.milora.engine.batch.Decoding;
import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.RequestRefusedException;
import io.milora.engine.generate.Sampling;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.TenantId;
import io.milora.model.openai.GenerationOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** Starts generations. */
@Singleton
public class Generations {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ServedBase base;
  private final AdapterCache adapters;

  Generations(ServedBase base, AdapterCache adapters) {
    this.base = base;
    this.adapters = adapters;
  }

  /**
   * Queues a request.
   *
   * @param prompt token ids
   * @param timeout when the answer is cut off
   * @throws ApiException 400 if it does not fit into the context, 429 if too many of the tenant's
   *     requests wait, 503 if too many of all wait or its turn would come too late
   */
  public LiveAnswer start(
      TenantId tenant,
      ServedModel model,
      int[] prompt,
      GenerationOptions options,
      Duration timeout) {
    int newTokens = newTokens(prompt.length, options);
    long asked = System.nanoTime();
    AdapterLease lease = lease(model, timeout);
    Duration loading = Duration.ofNanos(System.nanoTime() - asked);
    GenerationRequest request =
        new GenerationRequest(
            tenant,
            prompt,
            lease,
            new Decoding.Sampled(List.of(sampling(options).sampler())),
            () -> base.answerText(options.stop()),
            newTokens,
            Set.copyOf(base.model().config().endTokens()),
            options.topLogprobs(),
            timeout.minus(loading));
    return new LiveAnswer(submit(request), loading);
  }

  private AdapterLease lease(ServedModel model, Duration timeout) {
    return model.adapterHash() == null
        ? AdapterLease.of(model.name(), BareBase.INSTANCE)
        : adapters.acquire(model.name(), model.adapterHash(), timeout);
  }

  private static Sampling sampling(GenerationOptions options) {
    Long seed = options.seed();
    return new Sampling(
        options.temperature(),
        options.topP(),
        options.topK(),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed);
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
