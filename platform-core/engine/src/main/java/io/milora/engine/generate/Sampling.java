package io.milora.engine.generate;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How tokens are chosen.
 *
 * @param temperature logits are divided by it, 0 to 2; 0 is greedy
 * @param topP only the most likely tokens whose probabilities reach this sum, above 0 to 1
 * @param topK only this many of the most likely tokens; 0 means all
 * @param seed equal seeds and logits give equal tokens
 */
public record Sampling(double temperature, double topP, int topK, long seed) {
  /** The largest logit, always. */
  public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

  public Sampling {
    List<Problem> problems = new ArrayList<>();
    if (!(temperature >= 0 && temperature <= 2)) {
      problems.add(Problem.outOfRange("temperature", temperature, "0 (greedy) to 2"));
    }
    if (!(topP > 0 && topP <= 1)) {
      problems.add(Problem.outOfRange("top_p", topP, "above 0 to 1"));
    }
    if (topK < 0) {
      problems.add(Problem.outOfRange("top_k", topK, "0 (all) or more"));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** A new sampler for one sequence. */
  public Sampler sampler() {
    return temperature == 0 || topK == 1 ? Sampler.GREEDY : new RandomSampler(this);
  }
}
