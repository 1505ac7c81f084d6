package io.milora.engine.batch;

import io.milora.engine.generate.Sampler;
import java.util.List;

/** How a request's tokens are chosen. */
public sealed interface Decoding {
  /** How many answers it gives. */
  int choices();

  /** How many slots it takes, all of them from the beginning. */
  int width();

  /**
   * Answers that are drawn independently. The prompt is read once for all of them.
   *
   * @param samplers one for each answer, at least one; new ones for every request
   */
  record Sampled(List<Sampler> samplers) implements Decoding {
    public Sampled {
      samplers = List.copyOf(samplers);
      if (samplers.isEmpty()) {
        throw new IllegalArgumentException("At least one sampler is needed.");
      }
    }

    @Override
    public int choices() {
      return samplers.size();
    }

    @Override
    public int width() {
      return samplers.size();
    }
  }

  /**
   * The most likely answers that beam search finds, best first; all tokens come at the end.
   *
   * @param width beams kept at once
   * @param choices how many answers, 1 to width
   * @param lengthPenalty exponent of the length in scores
   */
  record Beams(int width, int choices, double lengthPenalty) implements Decoding {
    public Beams {
      if (choices < 1 || choices > width) {
        throw new IllegalArgumentException(
            "%d answers of %d beams; allowed: 1 to %d.".formatted(choices, width, width));
      }
    }
  }
}
