package io.milora.tenantmanager.exports;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/export}: what a tenant has, for its admins. */
@Path("/v1/export")
@RequiresScope(Scope.ADMIN)
@Tag(name = "Export")
public class ExportResource {
  private final ExportService exports;
  private final CurrentCaller caller;

  ExportResource(ExportService exports, CurrentCaller caller) {
    this.exports = exports;
    this.caller = caller;
  }

  @GET
  @Produces(Export.MEDIA_TYPE)
  @Operation(
      summary =
          "Everything the tenant owns as one zip: rows of all tables as JSON lines, files, adapters")
  public Response export() throws IOException {
    return exports.prepare(caller.tenant()).response();
  }
}
