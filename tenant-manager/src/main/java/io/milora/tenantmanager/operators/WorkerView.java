package io.milora.tenantmanager.operators;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.WorkerReport;
import io.milora.persistence.WorkerEntity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker process. Times are seconds since 1970.
 *
 * @param id of this run of the program; the next one has another
 * @param address where its health can be asked
 * @param heartbeatAt its last sign of life
 * @param lost whether it has been silent for too long without having stopped
 * @param drain whether operators want it to finish what it has and take nothing new
 * @param report what it said of itself with its last sign of life
 */
public record WorkerView(
    String id,
    String object,
    WorkerEntity.Kind kind,
    WorkerEntity.State state,
    String address,
    long startedAt,
    long heartbeatAt,
    boolean lost,
    boolean drain,
    @Nullable WorkerReport report) {
  /** Three signs of life of the program that gives them least often. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  static WorkerView of(WorkerEntity worker, Instant now, ObjectMapper json) {
    return new WorkerView(
        worker.id,
        "worker",
        worker.kind,
        worker.state,
        worker.address,
        worker.startedAt.getEpochSecond(),
        worker.heartbeatAt.getEpochSecond(),
        worker.state != WorkerEntity.State.STOPPED
            && worker.heartbeatAt.isBefore(now.minus(SILENCE)),
        worker.drain,
        report(worker, json));
  }

  private static @Nullable WorkerReport report(WorkerEntity worker, ObjectMapper json) {
    String report = worker.report;
    try {
      return report == null ? null : json.readValue(report, WorkerReport.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Worker " + worker.id + " reports something else", e);
    }
  }
}
