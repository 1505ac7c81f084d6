package io.milora.trainingworker;

import io.milora.persistence.WorkerEntity;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the base models are registered and the queue has answered. */
@Readiness
@ApplicationScoped
class WorkerReadiness implements HealthCheck {
  private final TrainingWorker worker;

  WorkerReadiness(TrainingWorker worker) {
    this.worker = worker;
  }

  @Override
  public HealthCheckResponse call() {
    WorkerStatus status = worker.status();
    return HealthCheckResponse.named("training loop")
        .status(
            status.state() == WorkerEntity.State.IDLE || status.state() == WorkerEntity.State.BUSY)
        .withData("state", status.state().name())
        .build();
  }
}
