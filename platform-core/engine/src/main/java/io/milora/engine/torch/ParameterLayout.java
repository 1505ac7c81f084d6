package io.milora.engine.torch;

import io.milora.model.RouterSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors a method adds to a base model, and what the programs must know of them beside their
 * values. Immutable.
 */
public interface ParameterLayout {
  /** In the order of the program's list; every layer has as many. */
  List<Parameter> parameters();

  /** How prompts are routed, or null where no prompt is. */
  @Nullable RouterSettings router();

  /** s, the scale of what pairs add. */
  double scale();

  /** int64, see {@code method} in {@code llama.py}. */
  long[] methodNumbers();

  /** Gates [7] of a method that routes no prompts: 1 at its target modules. */
  float[] fixedGates();
}
