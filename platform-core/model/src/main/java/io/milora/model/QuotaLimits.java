package io.milora.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant or a key may use.
 *
 * @param values 1 to 2^50 each; what is not named has no limit
 */
public record QuotaLimits(Map<Quota, Long> values) {
  /** A petabyte, or more tokens than anybody trains; what it is for is that sums stay exact. */
  private static final long MAX = 1L << 50;

  /** No limit at all. */
  public static final QuotaLimits NONE = new QuotaLimits(Map.of());

  public QuotaLimits {
    List<Problem> problems = new ArrayList<>();
    values.forEach(
        (quota, value) -> {
          if (value < 1 || value > MAX) {
            problems.add(
                Problem.outOfRange(
                    quota.wireName(), value, "1 to " + MAX + ", or null for no limit"));
          }
        });
    InvalidInputException.throwIfAny(problems);
    values = Map.copyOf(values);
  }

  /** The limit, or null. */
  public @Nullable Long of(Quota quota) {
    return values.get(quota);
  }
}
