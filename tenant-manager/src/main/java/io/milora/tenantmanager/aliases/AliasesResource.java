package io.milora.tenantmanager.aliases;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.Caller;
import io.milora.tenantmanager.http.Idempotency;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/aliases}; OpenAI has nothing of the kind. */
@Path("/v1/aliases/{name}")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Aliases")
public class AliasesResource {
  private static final int USUAL_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private static final byte[] NO_BODY = {};

  private final AliasService aliases;
  private final Idempotency idempotency;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  AliasesResource(
      AliasService aliases, Idempotency idempotency, ObjectMapper json, CurrentCaller caller) {
    this.aliases = aliases;
    this.idempotency = idempotency;
    this.json = json;
    this.caller = caller;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Points a name at an adapter version, if its rule allows; creates the name if need be")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PointRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Alias.class)))
  public Response point(
      @PathParam("name") String name,
      InputStream body,
      @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    byte[] bytes = body.readNBytes(RequestFields.MAX_BYTES + 1);
    AliasMoveRequest request = AliasMoveRequest.read(fields(bytes));
    Caller who = caller.get();
    return once(name, "", idempotencyKey, bytes, () -> aliases.point(who, name, request));
  }

  @POST
  @Path("rollback")
  @Operation(
      summary = "Ends a canary, or else points a name back at the version before; no rule is asked")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Alias.class)))
  public Response rollBack(
      @PathParam("name") String name,
      @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey) {
    Caller who = caller.get();
    return once(name, "/rollback", idempotencyKey, NO_BODY, () -> aliases.rollBack(who, name));
  }

  @PUT
  @Path("canary")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Sends a share of a name's requests to another version, if the name's rule allows")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CanaryRequest.Body.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Alias.class)))
  public Response setCanary(
      @PathParam("name") String name,
      InputStream body,
      @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    byte[] bytes = body.readNBytes(RequestFields.MAX_BYTES + 1);
    CanaryRequest request = CanaryRequest.read(fields(bytes));
    Caller who = caller.get();
    return once(
        name, "/canary", idempotencyKey, bytes, () -> aliases.setCanary(who, name, request));
  }

  private RequestFields fields(byte[] body) throws IOException {
    return RequestFields.of(new ByteArrayInputStream(body), json);
  }

  /** The verb goes with the path. */
  private Response once(
      String name, String below, @Nullable String key, byte[] body, Supplier<Alias> work) {
    return idempotency.once(caller.tenant(), "/v1/aliases/" + name + below, key, body, work);
  }

  @DELETE
  @Path("canary")
  @Operation(summary = "Sends all of a name's requests to its own version again")
  public Alias endCanary(@PathParam("name") String name) {
    return aliases.endCanary(caller.get(), name);
  }

  @GET
  @Operation(summary = "What a name stands for")
  public Alias get(@PathParam("name") String name) {
    return aliases.get(caller.tenant(), name);
  }

  @DELETE
  @Operation(summary = "Forgets a name; the adapter version stays")
  public Deleted delete(@PathParam("name") String name) {
    return aliases.delete(caller.get(), name);
  }

  @GET
  @Path("history")
  @Operation(summary = "What became of a name and who did it, newest first; query: after, limit")
  public Page<AliasChange> history(@PathParam("name") String name, @Context UriInfo uri) {
    PageQuery page = PageQuery.of(uri.getQueryParameters(), USUAL_LIMIT, MAX_LIMIT);
    return aliases.history(caller.tenant(), name, page);
  }

  /** The body of a PUT, for the OpenAPI document. */
  @Schema(name = "PointAliasRequest")
  record PointRequest(
      @Schema(required = true, description = "Name of an adapter version, ft:…") String model,
      @Schema(description = "Whether to move although the alias's rule does not hold")
          @Nullable Boolean override,
      @Schema(description = "Why; required with override, and recorded") @Nullable String reason) {}
}
