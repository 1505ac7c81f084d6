package io.milora.engine.batch;

import io.milora.engine.generate.Sampler;
import java.util.List;

/** How a request's tokens are chosen. */
public sealed interface Decoding {
  /** How many answers it gives. */
  int choices();

  /** Tokens that follow the prompt and are known already, so that they are read along with it. */
  default List<Integer> known() {
    return List.of();
  }

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
   * What the model would say next at the prompt's end and behind each token of a continuation. All
   * is read in one pass, so what is found agrees with generating token by token but for the
   * rounding of near-ties.
   *
   * @param continuation at least one token
   */
  record Following(List<Integer> continuation) implements Decoding {
    public Following {
      continuation = List.copyOf(continuation);
      if (continuation.isEmpty()) {
        throw new IllegalArgumentException("There is no continuation to follow.");
      }
    }

    /** What the last one is followed by is nobody's question. */
    @Override
    public List<Integer> known() {
      return continuation.subList(0, continuation.size() - 1);
    }

    @Override
    public int choices() {
      return 1;
    }

    @Override
    public int width() {
      return 1;
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
