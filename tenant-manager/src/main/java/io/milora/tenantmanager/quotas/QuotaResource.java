package io.milora.tenantmanager.quotas;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/quota}. */
@Path("/v1/quota")
@RequiresScope(Scope.INFER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Quotas")
public class QuotaResource {
  private final QuotaService quotas;
  private final CurrentCaller caller;

  QuotaResource(QuotaService quotas, CurrentCaller caller) {
    this.quotas = quotas;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "What the tenant and the key of this call may use, and use")
  public CallersQuota get() {
    return quotas.ofCaller(caller.get());
  }
}
