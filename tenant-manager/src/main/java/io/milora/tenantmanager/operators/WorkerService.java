package io.milora.tenantmanager.operators;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.ApiException;
import io.milora.model.openai.Page;
import io.milora.persistence.WorkerEntity;
import io.milora.persistence.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Worker processes, as operators see and drain them. */
@ApplicationScoped
class WorkerService {
  /** Long enough to see in the morning what died at night. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final Workers workers;
  private final ObjectMapper json;

  WorkerService(Workers workers, ObjectMapper json) {
    this.workers = workers;
    this.json = json;
  }

  /** Those heard of within a day, the newest first; earlier ones are forgotten. */
  Page<WorkerView> list() {
    Instant now = Instant.now();
    workers.forget(now.minus(REMEMBERED));
    return Page.of(
        workers.list().stream().map(worker -> WorkerView.of(worker, now, json)).toList(),
        false,
        WorkerView::id);
  }

  /**
   * Asks a worker to take nothing new, or to go on.
   *
   * @throws ApiException if there is none with this id
   */
  WorkerView drain(String id, boolean drain) {
    WorkerEntity worker =
        workers
            .drain(id, drain)
            .orElseThrow(
                () -> ApiException.notFound("No such worker: " + id, "id", "worker_not_found"));
    return WorkerView.of(worker, Instant.now(), json);
  }
}
