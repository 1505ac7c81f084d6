package io.milora.tenantmanager.files;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.http.Idempotency;
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

/** OpenAI's {@code /v1/files}. */
@Path("/v1/files")
@RequiresScope(Scope.FILES)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Files")
public class FilesResource {
  private final FileService files;
  private final SingleUpload uploads;
  private final CurrentCaller caller;

  FilesResource(FileService files, SingleUpload uploads, CurrentCaller caller) {
    this.files = files;
    this.uploads = uploads;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      summary =
          "Uploads and validates a file; all bad rows are reported at once. With the header"
              + " Idempotency-Key it is kept once, however often it is sent")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = FileObject.class)))
  public Response upload(
      MultipartFormDataInput form, @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    return uploads.keep(caller.tenant(), idempotencyKey, form);
  }

  @GET
  @Operation(summary = "Lists files, newest first; query: after, limit, purpose, order (asc, desc)")
  public Page<FileObject> list(@Context UriInfo uri) {
    return files.list(caller.tenant(), FileQuery.of(uri.getQueryParameters()));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One file")
  public FileObject get(@PathParam("id") String id) {
    return files.get(caller.tenant(), id);
  }

  @GET
  @Path("{id}/content")
  // Clients ask for application/binary, application/octet-stream or anything.
  @Produces(MediaType.WILDCARD)
  @Operation(summary = "A file's bytes, as they were uploaded")
  public Response content(@PathParam("id") String id) throws IOException {
    FileContent content = files.content(caller.tenant(), id);
    return Response.ok(content.stream(), MediaType.APPLICATION_OCTET_STREAM)
        .header(HttpHeaders.CONTENT_LENGTH, content.bytes())
        .build();
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Deletes a file that no unfinished job or evaluation reads, and its bytes")
  public Deleted delete(@PathParam("id") String id) {
    return files.delete(caller.tenant(), id);
  }
}
