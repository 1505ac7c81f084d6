package io.milora.inferenceworker.request;

import io.milora.inferenceworker.WorkerConfig;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a request may take. */
@Singleton
public class RequestTimeout {
  /** Milliseconds that the client gives a request. */
  public static final String HEADER = "x-request-timeout-ms";

  private final Duration longest;

  RequestTimeout(WorkerConfig config) {
    longest = config.requestTimeout();
  }

  /**
   * What the client asked for, but not more than the operator allows.
   *
   * @param given the header's value, or null
   * @throws InvalidInputException if it is not a number of milliseconds
   */
  public Duration of(@Nullable String given) {
    if (given == null) {
      return longest;
    }
    try {
      long millis = Long.parseLong(given.strip());
      if (millis >= 1) {
        return Duration.ofMillis(Math.min(millis, longest.toMillis()));
      }
    } catch (NumberFormatException e) {
      throw refused(given);
    }
    throw refused(given);
  }

  private static InvalidInputException refused(String given) {
    return new InvalidInputException(
        Problem.outOfRange(HEADER, given, "a whole number of milliseconds, 1 or more"));
  }
}
