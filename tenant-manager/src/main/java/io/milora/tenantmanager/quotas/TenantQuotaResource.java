package io.milora.tenantmanager.quotas;

import io.milora.http.OperatorOnly;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What operators allow tenants. */
@Path("/operator/v1/tenants/{name}/quota")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class TenantQuotaResource {
  private final QuotaService quotas;
  private final QuotaLimitsReader limits;

  TenantQuotaResource(QuotaService quotas, QuotaLimitsReader limits) {
    this.quotas = quotas;
    this.limits = limits;
  }

  @GET
  @Operation(summary = "What a tenant may use, and uses")
  public QuotaView get(@PathParam("name") String tenant) {
    return quotas.ofTenant(tenant);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Replaces the limits of a tenant; what is left out has no limit")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = QuotaAmounts.class)))
  public QuotaView set(@PathParam("name") String tenant, InputStream body) throws IOException {
    return quotas.set(tenant, limits.read(body, quota -> true));
  }
}
