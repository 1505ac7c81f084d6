package io.milora.tenantmanager.operators;

import io.milora.http.OperatorOnly;
import io.milora.model.openai.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Fine-tuning jobs of all tenants. */
@Path("/operator/v1/jobs")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AllJobsResource {
  private final AllJobsService jobs;

  AllJobsResource(AllJobsService jobs) {
    this.jobs = jobs;
  }

  @GET
  @Path("queue")
  @Operation(
      summary = "Jobs that run, wait (in the order in which they will start) or are paused",
      description = "The first 500; has_more says whether there are others behind them.")
  public Page<QueuedJobView> queue() {
    return jobs.queue();
  }

  @GET
  @Path("failed")
  @Operation(summary = "The 50 newest jobs that failed within the last 7 days")
  public Page<FailedJobView> failed() {
    return jobs.failed();
  }
}
