package io.milora.inferenceworker.quota;

import io.milora.persistence.QuotaScope;
import io.milora.persistence.RateLimit;
import jakarta.enterprise.context.RequestScoped;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rate limits of the request at hand, for its answer's headers. */
@RequestScoped
class RateLimits {
  private List<QuotaScope> scopes = List.of();

  void set(List<QuotaScope> booked) {
    scopes = booked;
  }

  /**
   * OpenAI's headers; of several limits that with the least left. Empty without limits.
   *
   * @return values by names
   */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    add(headers, "requests", scopes.stream().map(QuotaScope::requests));
    add(headers, "tokens", scopes.stream().map(QuotaScope::tokens));
    return headers;
  }

  private static void add(
      Map<String, String> headers, String kind, Stream<Optional<RateLimit>> limits) {
    limits
        .flatMap(Optional::stream)
        .min(Comparator.comparingLong(RateLimit::remaining))
        .ifPresent(
            limit -> {
              headers.put("x-ratelimit-limit-" + kind, String.valueOf(limit.limit()));
              headers.put("x-ratelimit-remaining-" + kind, String.valueOf(limit.remaining()));
              headers.put("x-ratelimit-reset-" + kind, RateLimit.text(limit.reset()));
            });
  }
}
