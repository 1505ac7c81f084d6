package io.milora.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a job's metrics event; null is what an event does not carry.
 *
 * @param trainLoss nats
 * @param validLoss nats, over the dev rows
 * @param basePerplexity of the bare base model over the dev rows, through the served graph
 * @param adapterPerplexity of the finished adapter, likewise
 */
record TrainingMetrics(
    @Nullable Integer step,
    @Nullable Integer totalSteps,
    @Nullable Double trainLoss,
    @Nullable Double validLoss,
    @Nullable Double tokensPerSecond,
    @Nullable Double basePerplexity,
    @Nullable Double adapterPerplexity) {

  /** Those of an event, if it carries numbers. */
  static Optional<TrainingMetrics> of(FineTuningJobEvent event) {
    JsonNode data = event.data();
    if (event.type() != FineTuningJobEvent.Type.METRICS || data == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TrainingMetrics(
            integer(data, "step"),
            integer(data, "total_steps"),
            number(data, "train_loss"),
            number(data, "valid_loss"),
            number(data, "tokens_per_second"),
            number(data.path("against"), "perplexity"),
            number(data.path("model"), "perplexity")));
  }

  private static @Nullable Integer integer(JsonNode data, String field) {
    return data.hasNonNull(field) ? (Integer) data.get(field).intValue() : null;
  }

  private static @Nullable Double number(JsonNode data, String field) {
    return data.hasNonNull(field) ? (Double) data.get(field).doubleValue() : null;
  }
}
