package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.http.Idempotency;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code /v1/fine_tuning/jobs}. */
@Path("/v1/fine_tuning/jobs")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fine-tuning")
public class FineTuningJobsResource {
  private static final int USUAL_LIMIT = 20;
  private static final int CHECKPOINT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;

  private final JobService jobs;
  private final JobRequestReader requests;
  private final Idempotency idempotency;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  FineTuningJobsResource(
      JobService jobs,
      JobRequestReader requests,
      Idempotency idempotency,
      ObjectMapper json,
      CurrentCaller caller) {
    this.jobs = jobs;
    this.requests = requests;
    this.idempotency = idempotency;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Queues a fine-tuning job, or says what it would be (dry_run); with the header"
              + " Idempotency-Key at most one, however often it is sent")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = JobRequestSchema.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = FineTuningJob.class)))
  public Response create(
      InputStream body, @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    byte[] bytes = body.readNBytes(RequestFields.MAX_BYTES + 1);
    JobRequest request = requests.read(RequestFields.of(new ByteArrayInputStream(bytes), json));
    TenantId tenant = caller.tenant();
    return request.dryRun()
        ? Response.ok(jobs.tryOut(tenant, request)).build()
        : idempotency.once(
            tenant,
            "POST /v1/fine_tuning/jobs",
            idempotencyKey,
            bytes,
            () -> jobs.create(tenant, request));
  }

  @GET
  @Operation(
      summary =
          "Lists jobs, newest first; query: after, limit, metadata[KEY], status (several with commas"
              + " between), method (milora, lora, moa), created_from and created_to (seconds)")
  public Page<FineTuningJob> list(@Context UriInfo uri) {
    return jobs.list(
        caller.tenant(), JobQuery.of(uri.getQueryParameters(), USUAL_LIMIT, MAX_LIMIT));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One job")
  public FineTuningJob get(@PathParam("id") String id) {
    return jobs.get(caller.tenant(), id);
  }

  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Cancels a job; a running one stops after its current step")
  public FineTuningJob cancel(@PathParam("id") String id) {
    return jobs.cancel(caller.tenant(), id);
  }

  @POST
  @Path("{id}/pause")
  @Operation(
      summary = "Pauses a job; a running one is 'pausing' until its current step is done and kept")
  public FineTuningJob pause(@PathParam("id") String id) {
    return jobs.pause(caller.tenant(), id);
  }

  @POST
  @Path("{id}/resume")
  @Operation(summary = "Queues a paused job; it goes on from the step at which it was paused")
  public FineTuningJob resume(@PathParam("id") String id) {
    return jobs.resume(caller.tenant(), id);
  }

  @GET
  @Path("{id}/events")
  @Operation(summary = "What happened to a job, newest first; query: after, limit")
  public Page<FineTuningJobEvent> events(@PathParam("id") String id, @Context UriInfo uri) {
    return jobs.events(caller.tenant(), id, page(uri, USUAL_LIMIT));
  }

  @GET
  @Path("{id}/checkpoints")
  @Operation(summary = "A job's checkpoints, newest first; query: after, limit")
  public Page<FineTuningJobCheckpoint> checkpoints(
      @PathParam("id") String id, @Context UriInfo uri) {
    return jobs.checkpoints(caller.tenant(), id, page(uri, CHECKPOINT_LIMIT));
  }

  private static PageQuery page(UriInfo uri, int usual) {
    return PageQuery.of(uri.getQueryParameters(), usual, MAX_LIMIT);
  }
}
