package io.milora.inferenceworker.serving;

import io.milora.engine.batch.SchedulerState;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the scheduler works and new requests are wanted; the base has generated a token
 * before this can be asked.
 */
@Readiness
@Singleton
public class EngineReadiness implements HealthCheck {
  private final ServedBase base;

  EngineReadiness(ServedBase base) {
    this.base = base;
  }

  @Override
  public HealthCheckResponse call() {
    SchedulerState state = base.scheduler().state();
    return HealthCheckResponse.named("engine")
        .status(base.scheduler().alive() && !base.isDraining())
        .withData("base_model", base.name())
        .withData("running", state.running().size())
        .withData("waiting", state.waiting().size())
        .build();
  }
}
