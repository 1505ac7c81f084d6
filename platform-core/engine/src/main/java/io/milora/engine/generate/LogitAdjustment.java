package io.milora.engine.generate;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is done to logits before a token is chosen, as OpenAI's API defines it: logit - c frequency
 * - (c > 0) presence + bias, c being how often the token was generated so far in this answer.
 *
 * @param presence -2 to 2
 * @param frequency -2 to 2
 * @param bias by token, -100 to 100
 */
public record LogitAdjustment(double presence, double frequency, Map<Integer, Double> bias) {
  /** Leaves logits alone. */
  public static final LogitAdjustment NONE = new LogitAdjustment(0, 0, Map.of());

  private static final double LARGEST_PENALTY = 2;
  private static final double LARGEST_BIAS = 100;

  public LogitAdjustment {
    List<Problem> problems = new ArrayList<>();
    check(problems, "presence_penalty", presence, LARGEST_PENALTY);
    check(problems, "frequency_penalty", frequency, LARGEST_PENALTY);
    bias.forEach((token, value) -> check(problems, "logit_bias." + token, value, LARGEST_BIAS));
    InvalidInputException.throwIfAny(problems);
    bias = Map.copyOf(bias);
  }

  private static void check(List<Problem> problems, String name, double value, double limit) {
    if (!(Math.abs(value) <= limit)) {
      problems.add(Problem.outOfRange(name, value, "%.0f to %.0f".formatted(-limit, limit)));
    }
  }

  /** A sampler for one answer that adjusts what this one sees. */
  public Sampler over(Sampler sampler) {
    return equals(NONE) ? sampler : new AdjustedSampler(this, sampler);
  }
}
