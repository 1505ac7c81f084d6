package io.milora.tenantmanager.served;

import io.milora.http.OperatorOnly;
import io.milora.model.openai.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What all tenants used, and how long they waited. */
@Path("/operator/v1")
@OperatorOnly
@Tag(name = "Operators")
public class OperatorServedResource {
  private final ServedReports reports;

  OperatorServedResource(ServedReports reports) {
    this.reports = reports;
  }

  @GET
  @Path("usage")
  @Operation(summary = "As /v1/usage, of all tenants; group_by may have tenant, too")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = UsageReport.class)),
        @Content(mediaType = "text/csv")
      })
  public Response usage(@Context UriInfo uri, @Context HttpHeaders headers) {
    ServedQuery query = new ServedQuery(uri.getQueryParameters(), Instant.now());
    return UsageFormat.of(query, headers).answer(reports.usage(null, query));
  }

  @GET
  @Path("latency")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "As /v1/latency, of all tenants; group_by may have tenant, too")
  public LatencyReport latency(@Context UriInfo uri) {
    return reports.latencies(null, new ServedQuery(uri.getQueryParameters(), Instant.now()));
  }

  @GET
  @Path("latency/slowest")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "As /v1/latency/slowest, of all tenants or of the one that tenant names")
  public Page<SlowRequestView> slowest(@Context UriInfo uri) {
    return reports.slowest(null, new ServedQuery(uri.getQueryParameters(), Instant.now()));
  }
}
