package io.milora.inferenceworker.metrics;

import io.milora.model.ContentHash;
import io.milora.persistence.Caller;
import io.opentelemetry.context.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked for.
 *
 * @param requestId as the answer's header {@code x-request-id} has it
 * @param alias the model as the caller named it
 * @param model its exact name
 * @param adapter null for the bare base
 * @param choices answers that it wanted
 * @param loading how long it waited for its adapter; null if that was in memory
 * @param trace what its spans belong to
 */
public record Asked(
    String requestId,
    Caller caller,
    String alias,
    String model,
    @Nullable ContentHash adapter,
    int choices,
    @Nullable Duration loading,
    Context trace) {
  /** The same, after its adapter was brought into memory. */
  public Asked after(Duration waited) {
    return new Asked(requestId, caller, alias, model, adapter, choices, waited, trace);
  }

  /** Its adapter's hash, empty for the bare base. */
  public String adapterName() {
    return adapter == null ? "" : adapter.hex();
  }
}
