package io.milora.inferenceworker.serving;

import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.QueueFullException;
import io.milora.engine.generate.Sampling;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.openai.GenerationOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** Starts generations. */
@Singleton
public class Generations {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ServedBase base;

  Generations(ServedBase base) {
    this.base = base;
  }

  /**
   * Queues a request.
   *
   * @param prompt token ids
   * @throws ApiException 400 if it does not fit into the context, 503 if too many wait
   */
  public LiveAnswer start(ServedModel model, int[] prompt, GenerationOptions options) {
    GenerationRequest request =
        new GenerationRequest(
            prompt,
            model.adapter(),
            sampling(options).sampler(),
            base.answerText(options.stop()),
            newTokens(prompt.length, options),
            Set.copyOf(base.model().config().endTokens()),
            options.topLogprobs());
    return new LiveAnswer(submit(request));
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
    } catch (QueueFullException e) {
      throw ApiException.overloaded(String.valueOf(e.getMessage()), "queue_full", RETRY_AFTER);
    } catch (RejectedExecutionException e) {
      throw ApiException.overloaded(
          "This server is going down; try again.", "shutting_down", RETRY_AFTER);
    }
  }
}
