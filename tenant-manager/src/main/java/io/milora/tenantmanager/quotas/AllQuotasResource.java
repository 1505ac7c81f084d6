package io.milora.tenantmanager.quotas;

import io.milora.http.OperatorOnly;
import io.milora.model.openai.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What all tenants may use, and use. */
@Path("/operator/v1/quotas")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AllQuotasResource {
  private final QuotaService quotas;

  AllQuotasResource(QuotaService quotas) {
    this.quotas = quotas;
  }

  @GET
  @Operation(summary = "What tenants may use, and use, by name")
  public Page<TenantQuota> list() {
    return quotas.ofAll();
  }

  /**
   * Of one tenant.
   *
   * @param tenant its name
   */
  public record TenantQuota(String tenant, QuotaAmounts limits, QuotaAmounts used) {}
}
