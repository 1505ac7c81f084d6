package io.milora.tenantmanager.audit;

import io.milora.http.OperatorOnly;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether the audit logs are as they were written. */
@Path("/operator/v1/audit/verification")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AuditVerificationResource {
  private final AuditService audit;

  AuditVerificationResource(AuditService audit) {
    this.audit = audit;
  }

  @GET
  @Operation(summary = "Computes the digests of all audit logs again, and compares")
  public AuditVerification verify() {
    return audit.verify();
  }
}
