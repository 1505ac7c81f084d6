package io.milora.tenantmanager.adapters;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.http.Idempotency;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** {@code /v1/adapters}; OpenAI has nothing of the kind. */
@Path("/v1/adapters")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Adapters")
public class AdaptersResource {
  private static final int USUAL_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final AdapterService adapters;
  private final CurrentCaller caller;

  AdaptersResource(AdapterService adapters, CurrentCaller caller) {
    this.adapters = adapters;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      summary =
          "Publishes an adapter that was trained elsewhere; form: file (PEFT's folder or one of ours as a zip), model (its base), suffix. All problems are reported at once. With the header Idempotency-Key it is published once, however often it is sent")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AdapterView.class)))
  public Response take(
      MultipartFormDataInput form, @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    return adapters.take(caller.tenant(), idempotencyKey, form);
  }

  @GET
  @Operation(summary = "Lists adapter versions, newest first; query: after, limit")
  public Page<AdapterView> list(@Context UriInfo uri) {
    return adapters.list(
        caller.tenant(), PageQuery.of(uri.getQueryParameters(), USUAL_LIMIT, MAX_LIMIT));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One adapter version, by its id or its model's name")
  public AdapterView get(@PathParam("id") String id) {
    return adapters.get(caller.tenant(), id);
  }

  @GET
  @Path("{id}/content")
  @Produces(MediaType.WILDCARD)
  @Operation(summary = "The adapter's folder as a zip; of a plain LoRA one that PEFT reads")
  public Response content(@PathParam("id") String id) throws IOException {
    AdapterArchiveStream archive = adapters.archive(caller.tenant(), id);
    return Response.ok(archive.stream(), "application/zip")
        .header(HttpHeaders.CONTENT_LENGTH, archive.bytes())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + archive.name() + "\"")
        .build();
  }

  @GET
  @Path("{id}/card")
  @Produces("text/markdown")
  @Operation(summary = "What the adapter is, where it came from and how good it is")
  public String card(@PathParam("id") String id) {
    return adapters.card(caller.tenant(), id);
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Deletes a version that no alias stands for, and its bytes")
  public Deleted delete(@PathParam("id") String id) {
    return adapters.delete(caller.tenant(), id);
  }
}
