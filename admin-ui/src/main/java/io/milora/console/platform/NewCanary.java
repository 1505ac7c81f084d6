package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which version is to answer a share of an alias's requests.
 *
 * @param percent 1 to 99
 * @param override true to do it although the alias's rule does not hold, else null
 * @param reason why; given with override, and recorded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewCanary(
    String model, int percent, @Nullable Boolean override, @Nullable String reason) {
  /** As the alias's rule allows or, with a reason, whatever it says. */
  public static NewCanary of(String model, int percent, @Nullable String reason) {
    return new NewCanary(model, percent, reason == null ? null : true, reason);
  }
}
