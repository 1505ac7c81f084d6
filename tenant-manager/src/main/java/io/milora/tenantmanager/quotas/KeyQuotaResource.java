package io.milora.tenantmanager.quotas;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Quota;
import io.milora.model.Scope;
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
import org.jspecify.annotations.Nullable;

/** What a tenant's admins allow its keys. */
@Path("/v1/quota/keys/{key_id}")
@RequiresScope(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Quotas")
public class KeyQuotaResource {
  private final QuotaService quotas;
  private final QuotaLimitsReader limits;
  private final CurrentCaller caller;

  KeyQuotaResource(QuotaService quotas, QuotaLimitsReader limits, CurrentCaller caller) {
    this.quotas = quotas;
    this.limits = limits;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "What a key may use, and uses")
  public QuotaView get(@PathParam("key_id") String keyId) {
    return quotas.ofKey(caller.tenant(), keyId);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Replaces the limits of a key; in force with its next request")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyLimits.class)))
  public QuotaView set(@PathParam("key_id") String keyId, InputStream body) throws IOException {
    return quotas.set(caller.tenant(), keyId, limits.read(body, Quota::ofKeys));
  }

  /** A body, for the OpenAPI document. */
  record KeyLimits(
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      @Nullable Long concurrentRequests) {}
}
