package io.milora.tenantmanager.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /v1/api_keys}: what a tenant's admins do with its keys. */
@Path("/v1/api_keys")
@RequiresScope(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
public class KeysResource {
  private static final int CREATED = 201;

  private final KeyService keys;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  KeysResource(KeyService keys, ObjectMapper json, CurrentCaller caller) {
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = ApiKeyView.class, responseCode = "201")
  @Operation(summary = "Makes an API key; it is shown this once")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyRequest.NewKey.class)))
  public ApiKeyView issue(InputStream body) throws IOException {
    return keys.issue(caller.tenant(), KeyRequest.terms(RequestFields.of(body, json)));
  }

  @GET
  @Operation(summary = "All keys, oldest first, without their secrets")
  public Page<ApiKeyView> list() {
    return keys.list(caller.tenant());
  }

  @POST
  @Path("{id}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = ApiKeyView.class, responseCode = "201")
  @Operation(summary = "Makes a key of the same kind, and ends this one after an overlap")
  @RequestBody(content = @Content(schema = @Schema(implementation = KeyRequest.Rotation.class)))
  public ApiKeyView rotate(@PathParam("id") String id, InputStream body) throws IOException {
    return keys.rotate(caller.tenant(), id, KeyRequest.overlap(RequestFields.of(body, json)));
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Revokes a key, everywhere within a second")
  public Deleted revoke(@PathParam("id") String id) {
    return keys.revoke(caller.tenant(), id);
  }
}
