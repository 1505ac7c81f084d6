package io.milora.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How a MiLoRA adapter routes a prompt.
 *
 * @param k how many of a layer's seven modules are kept, 1 to 7
 * @param pooler how the prompt's hidden states become one vector
 * @param gate the strength of a kept module
 * @param normalise whether the pooled vector is RMS-normalised before the rational activation;
 *     false is the paper's letter
 */
public record RouterSettings(int k, Pooler pooler, GateKind gate, boolean normalise) {
  /** The defaults of METHODS.md: k = 3, attention pooler, probability gate, normalised. */
  public static final RouterSettings DEFAULT =
      new RouterSettings(3, Pooler.ATTENTION, GateKind.PROBABILITY, true);

  public RouterSettings {
    List<Problem> problems = new ArrayList<>();
    if (k < 1 || k > Projection.COUNT) {
      problems.add(Problem.outOfRange("k", k, "1 to " + Projection.COUNT));
    }
    InvalidInputException.throwIfAny(problems);
  }
}
