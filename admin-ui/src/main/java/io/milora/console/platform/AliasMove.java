package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where an alias is to point.
 *
 * @param override true to move although the rule does not hold, else null
 * @param reason why; given with override, and recorded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AliasMove(String model, @Nullable Boolean override, @Nullable String reason) {
  /** As the alias's rule allows or, with a reason, whatever it says. */
  public static AliasMove of(String model, @Nullable String reason) {
    return new AliasMove(model, reason == null ? null : true, reason);
  }
}
