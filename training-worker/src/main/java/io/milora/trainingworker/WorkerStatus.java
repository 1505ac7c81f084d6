package io.milora.trainingworker;

import io.milora.persistence.WorkerEntity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does.
 *
 * @param slots its places for jobs, by number
 */
record WorkerStatus(String id, WorkerEntity.State state, List<Slot> slots) {
  WorkerStatus {
    slots = List.copyOf(slots);
  }

  /**
   * A place for one job.
   *
   * @param number from 0
   * @param job id of the job that is worked on, or null
   */
  record Slot(int number, @Nullable String job) {}
}
