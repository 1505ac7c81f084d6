package io.milora.tenantmanager.audit;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/audit}, for a tenant's admins. */
@Path("/v1/audit")
@RequiresScope(Scope.ADMIN)
@Tag(name = "Audit")
public class AuditResource {
  private final AuditService audit;
  private final CurrentCaller caller;

  AuditResource(AuditService audit, CurrentCaller caller) {
    this.audit = audit;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary =
          "Who changed what, newest first; query: after, limit, order, actor, action, from, to,"
              + " format (json, jsonl, csv)")
  public Response list(@Context UriInfo uri) {
    AuditQuery query = AuditQuery.of(uri.getQueryParameters());
    return AuditWriter.write(audit.list(caller.tenant(), query), query.format());
  }
}
