package io.milora.console.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How often experts were kept in the last steps of a training.
 *
 * @param shares [layers][experts], mean share of a step's prompts, 0 to 1
 * @param steps over how many steps
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record TrainingLoad(double[][] shares, int steps) {
  /** Early steps tell of routers that are still on their way. */
  static final int LAST_STEPS = 20;

  /** Below this share an expert is as good as never kept. */
  private static final double NEVER = 0.005;

  /**
   * The load in these events.
   *
   * @param events newest first
   * @return empty if there is none, as for methods without routers
   */
  static Optional<TrainingLoad> of(List<FineTuningJobEvent> events) {
    List<JsonNode> loads =
        events.stream()
            .map(FineTuningJobEvent::data)
            .filter(Objects::nonNull)
            .map(data -> data.path("expert_load"))
            .filter(load -> !load.isEmpty() && !load.path(0).isEmpty())
            .limit(LAST_STEPS)
            .toList();
    if (loads.isEmpty()) {
      return Optional.empty();
    }
    JsonNode newest = loads.getFirst();
    double[][] shares = new double[newest.size()][newest.get(0).size()];
    for (JsonNode load : loads) {
      for (int layer = 0; layer < shares.length; layer++) {
        for (int expert = 0; expert < shares[layer].length; expert++) {
          shares[layer][expert] += load.path(layer).path(expert).doubleValue() / loads.size();
        }
      }
    }
    return Optional.of(new TrainingLoad(shares, loads.size()));
  }

  int layers() {
    return shares.length;
  }

  int experts() {
    return shares[0].length;
  }

  /** How many experts of all layers were as good as never kept. */
  long neverKept() {
    long never = 0;
    for (double[] layer : shares) {
      for (double share : layer) {
        never += share < NEVER ? 1 : 0;
      }
    }
    return never;
  }

  /** Whether a layer kept just these experts most often. */
  boolean keptMostOften(int layer, List<Integer> experts) {
    List<Integer> most =
        IntStream.range(0, experts())
            .boxed()
            .sorted((a, b) -> Double.compare(shares[layer][b], shares[layer][a]))
            .limit(experts.size())
            .sorted()
            .toList();
    return most.equals(experts);
  }
}
