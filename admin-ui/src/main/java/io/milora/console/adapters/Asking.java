package io.milora.console.adapters;

import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import java.util.function.BiFunction;

/** Asks the control plane in the user's name, as the view does that a dialog stands over. */
@FunctionalInterface
public interface Asking {
  /** Asks now. */
  <T> T ask(BiFunction<ControlPlane, Caller, T> call);
}
