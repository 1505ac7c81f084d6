package io.milora.tenantmanager.exports;

import io.milora.http.OperatorOnly;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a tenant has, for operators: also of one that is suspended or about to be deleted. */
@Path("/operator/v1/tenants/{name}/export")
@OperatorOnly
@Tag(name = "Operators")
public class OperatorExportResource {
  private final ExportService exports;

  OperatorExportResource(ExportService exports) {
    this.exports = exports;
  }

  @GET
  @Produces(Export.MEDIA_TYPE)
  @Operation(summary = "Everything a tenant owns as one zip; that it was read is recorded")
  public Response export(@PathParam("name") String tenant) throws IOException {
    return exports.prepare(tenant).response();
  }
}
