package io.milora.tenantmanager.audit;

import io.milora.http.OperatorOnly;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tenants' audit logs, for operators. */
@Path("/operator/v1/tenants/{name}/audit")
@OperatorOnly
@Tag(name = "Operators")
public class OperatorAuditResource {
  private final AuditService audit;

  OperatorAuditResource(AuditService audit) {
    this.audit = audit;
  }

  @GET
  @Operation(
      summary = "A tenant's audit log, as the tenant sees it; that it was read is recorded in it")
  public Response list(@PathParam("name") String tenant, @Context UriInfo uri) {
    AuditQuery query = AuditQuery.of(uri.getQueryParameters());
    return AuditWriter.write(audit.listForOperator(tenant, query), query.format());
  }
}
