package io.milora.tenantmanager.aliases;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** {@code /v1/aliases}; OpenAI has nothing of the kind. */
@Path("/v1/aliases/{name}")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Aliases")
public class AliasesResource {
  private final AliasService aliases;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  AliasesResource(AliasService aliases, ObjectMapper json, CurrentCaller caller) {
    this.aliases = aliases;
    this.json = json;
    this.caller = caller;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Points a name at an adapter version; creates the name if need be")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PointRequest.class)))
  public Alias point(@PathParam("name") String name, InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    String model = fields.requiredText("model");
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return aliases.point(caller.tenant(), name, model);
  }

  @GET
  @Operation(summary = "What a name stands for")
  public Alias get(@PathParam("name") String name) {
    return aliases.get(caller.tenant(), name);
  }

  @DELETE
  @Operation(summary = "Forgets a name; the adapter version stays")
  public Deleted delete(@PathParam("name") String name) {
    return aliases.delete(caller.tenant(), name);
  }

  /** The body of a PUT, for the OpenAPI document. */
  @Schema(name = "PointAliasRequest")
  record PointRequest(
      @Schema(required = true, description = "Name of an adapter version, ft:…") String model) {}
}
