package io.milora.trainingworker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobCheckpoint.Metrics;
import io.milora.persistence.CheckpointEntity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many checkpoints of a job are kept. The newest one stays in any case, as the job goes on from
 * it, and the one with the best dev loss.
 *
 * @param maxBytes of all checkpoints of a job
 * @param maxCount 2 or more
 */
record CheckpointBudget(long maxBytes, int maxCount) {
  /**
   * Those to delete.
   *
   * @param newestFirst all of a job
   */
  List<CheckpointEntity> surplus(List<CheckpointEntity> newestFirst) {
    if (newestFirst.isEmpty()) {
      return List.of();
    }
    CheckpointEntity newest = newestFirst.getFirst();
    CheckpointEntity best = best(newestFirst);
    long bytes = newest.bytes + (best == newest ? 0 : best.bytes);
    int count = best == newest ? 1 : 2;
    List<CheckpointEntity> surplus = new ArrayList<>();
    for (CheckpointEntity checkpoint : newestFirst) {
      if (checkpoint == newest || checkpoint == best) {
        continue;
      }
      // Once one is too many, all older ones are: what is kept is a row without gaps.
      if (surplus.isEmpty() && count < maxCount && bytes + checkpoint.bytes <= maxBytes) {
        bytes += checkpoint.bytes;
        count++;
      } else {
        surplus.add(checkpoint);
      }
    }
    return surplus;
  }

  /** The earliest one with the least dev loss; the newest if none was measured. */
  private static CheckpointEntity best(List<CheckpointEntity> newestFirst) {
    CheckpointEntity best = newestFirst.getFirst();
    double least = Double.POSITIVE_INFINITY;
    for (CheckpointEntity checkpoint : newestFirst) {
      Double loss = devLoss(checkpoint);
      if (loss != null && loss <= least) {
        least = loss;
        best = checkpoint;
      }
    }
    return best;
  }

  private static @Nullable Double devLoss(CheckpointEntity checkpoint) {
    try {
      return MiloraJson.mapper().readValue(checkpoint.metrics, Metrics.class).validLoss();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Checkpoint " + checkpoint.id + " has no metrics", e);
    }
  }
}
