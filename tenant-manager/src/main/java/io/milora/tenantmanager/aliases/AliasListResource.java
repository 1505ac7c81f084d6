package io.milora.tenantmanager.aliases;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All aliases of a tenant. */
@Path("/v1/aliases")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Aliases")
public class AliasListResource {
  private final AliasService aliases;
  private final CurrentCaller caller;

  AliasListResource(AliasService aliases, CurrentCaller caller) {
    this.aliases = aliases;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "All names and what they stand for, by name")
  public Page<Alias> list() {
    return aliases.list(caller.tenant());
  }
}
