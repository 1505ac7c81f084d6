package io.milora.trainingworker;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** For operators: what this worker does. Holds nothing of a tenant but the job's id. */
@Path("/status")
public class StatusResource {
  private final TrainingWorker worker;

  StatusResource(TrainingWorker worker) {
    this.worker = worker;
  }

  @GET
  public WorkerStatus status() {
    return worker.status();
  }
}
