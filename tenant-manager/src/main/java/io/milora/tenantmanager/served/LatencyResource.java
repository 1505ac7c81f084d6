package io.milora.tenantmanager.served;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How long a tenant waited. */
@Path("/v1/latency")
@RequiresScope(Scope.INFER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
public class LatencyResource {
  private final ServedReports reports;
  private final CurrentCaller caller;

  LatencyResource(ServedReports reports, CurrentCaller caller) {
    this.reports = reports;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary =
          "Percentiles; query: from, to, step (5m, 1h, 1d), kind (ttft, tpot, e2e, queue,"
              + " adapter_load), group_by (adapter, worker), top (so many adapters, the rest is"
              + " 'others'), adapter, worker")
  public LatencyReport latency(@Context UriInfo uri) {
    return reports.latencies(
        caller.tenant(), new ServedQuery(uri.getQueryParameters(), Instant.now()));
  }

  @GET
  @Path("slowest")
  @Operation(
      summary =
          "The slowest requests, of each minute a few; query: from, to, kind (e2e), limit (20),"
              + " adapter, worker")
  public Page<SlowRequestView> slowest(@Context UriInfo uri) {
    return reports.slowest(
        caller.tenant(), new ServedQuery(uri.getQueryParameters(), Instant.now()));
  }
}
