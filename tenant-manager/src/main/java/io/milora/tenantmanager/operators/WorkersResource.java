package io.milora.tenantmanager.operators;

import io.milora.http.OperatorOnly;
import io.milora.model.openai.Page;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The worker processes of the platform. */
@Path("/operator/v1/workers")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class WorkersResource {
  private final WorkerService workers;

  WorkersResource(WorkerService workers) {
    this.workers = workers;
  }

  @GET
  @Operation(summary = "Workers heard of within a day, the newest sign of life first")
  public Page<WorkerView> list() {
    return workers.list();
  }

  @PUT
  @Path("{id}/drain")
  @Operation(summary = "Lets a worker finish what it has; it takes nothing new")
  public WorkerView drain(@PathParam("id") String id) {
    return workers.drain(id, true);
  }

  @DELETE
  @Path("{id}/drain")
  @Operation(summary = "Lets a worker take new work again")
  public WorkerView undrain(@PathParam("id") String id) {
    return workers.drain(id, false);
  }
}
