package io.milora.tenantmanager.uploads;

import io.milora.http.ApiException;
import io.milora.http.CurrentCaller;
import io.milora.http.ErrorKind;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Page;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.FileItem;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code /v1/uploads}. */
@Path("/v1/uploads")
@RequiresScope(Scope.FILES)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Uploads")
public class UploadsResource {
  private final UploadService uploads;
  private final UploadRequests requests;
  private final CurrentCaller caller;

  UploadsResource(UploadService uploads, UploadRequests requests, CurrentCaller caller) {
    this.uploads = uploads;
    this.requests = requests;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Begins an upload in parts; it lasts a day")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewUpload.class)))
  public UploadView create(InputStream body) throws IOException {
    return uploads.create(caller.tenant(), requests.create(body));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One upload")
  public UploadView get(@PathParam("id") String id) {
    return uploads.get(caller.tenant(), id);
  }

  @GET
  @Path("{id}/parts")
  @Operation(summary = "The parts that have arrived, so that a client can go on after a break")
  public Page<UploadPartView> parts(@PathParam("id") String id) {
    return uploads.parts(caller.tenant(), id);
  }

  @POST
  @Path("{id}/parts")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(summary = "Adds a part of at most 64 MiB; the form field is 'data'")
  public UploadPartView add(@PathParam("id") String id, MultipartFormDataInput form)
      throws IOException {
    FileItem data = data(form);
    try (InputStream content = data.getInputStream()) {
      return uploads.add(caller.tenant(), id, data.getFileSize(), content);
    }
  }

  private static FileItem data(MultipartFormDataInput form) {
    Collection<FormValue> values = form.getValues().getOrDefault("data", List.of());
    if (values.size() != 1
        || form.getValues().size() != 1
        || !values.iterator().next().isFileItem()) {
      throw new ApiException(
          ErrorKind.INVALID_REQUEST,
          "The form must have one field, 'data', that carries the part's bytes as a file.",
          "data",
          "invalid_value");
    }
    return values.iterator().next().getFileItem();
  }

  @POST
  @Path("{id}/complete")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Puts the parts together in the given order and validates the file")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Completion.class)))
  public UploadView complete(@PathParam("id") String id, InputStream body) throws IOException {
    return uploads.complete(caller.tenant(), id, requests.complete(body));
  }

  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Ends an upload and forgets its parts")
  public UploadView cancel(@PathParam("id") String id) {
    return uploads.cancel(caller.tenant(), id);
  }

  /** A body, for the OpenAPI document. */
  @Schema(name = "CreateUploadRequest")
  record NewUpload(
      @Schema(required = true, description = "Of the whole file") Long bytes,
      @Schema(required = true) String filename,
      @Schema(required = true) String mimeType,
      @Schema(required = true, enumeration = "fine-tune") String purpose) {}

  /** A body, for the OpenAPI document. */
  @Schema(name = "CompleteUploadRequest")
  record Completion(
      @Schema(required = true, description = "In the order of the file's bytes")
          List<String> partIds,
      @Schema(description = "Of the whole file, hexadecimal") @Nullable String md5) {}
}
