package io.milora.tenantmanager.served;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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

/** What a tenant used. */
@Path("/v1/usage")
@RequiresScope(Scope.INFER)
@Tag(name = "Usage")
public class UsageResource {
  private final ServedReports reports;
  private final CurrentCaller caller;

  UsageResource(ServedReports reports, CurrentCaller caller) {
    this.reports = reports;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary =
          "Requests and tokens; query: from, to, group_by (one of minute, hour, day; key, alias,"
              + " adapter, worker), format=csv")
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
    return UsageFormat.of(query, headers).answer(reports.usage(caller.tenant(), query));
  }
}
