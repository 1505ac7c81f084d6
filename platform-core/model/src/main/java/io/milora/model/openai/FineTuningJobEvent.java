package io.milora.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job.
 *
 * @param createdAt seconds since 1970
 * @param data with type {@code metrics}: step, train_loss, valid_loss and more
 */
public record FineTuningJobEvent(
    String id,
    String object,
    long createdAt,
    Level level,
    String message,
    Type type,
    @Nullable JsonNode data) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "fine_tuning.job.event";

  /** How grave. */
  public enum Level {
    INFO,
    WARN,
    ERROR
  }

  /** What kind. */
  public enum Type {
    MESSAGE,
    METRICS
  }
}
