package io.milora.console.platform;

import io.milora.model.openai.Page;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.client.api.ClientMultipartForm;

/** Files in parts; an upload lasts a day. Errors as in {@link ControlPlane}. */
@RegisterRestClient(configKey = "uploads")
@Path("/v1/uploads")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface UploadPlane {
  /** Reads why a call was refused. */
  @ClientExceptionMapper
  @Blocking
  static PlatformException refused(Response response) {
    return PlatformErrors.read(response);
  }

  @POST
  Upload begin(@BeanParam Caller caller, NewUpload upload);

  @GET
  @Path("{id}")
  Upload upload(@BeanParam Caller caller, @PathParam("id") String id);

  /** Those that have arrived. */
  @GET
  @Path("{id}/parts")
  Page<Upload.Part> parts(@BeanParam Caller caller, @PathParam("id") String id);

  /** Part {@code data}. */
  @POST
  @Path("{id}/parts")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  Upload.Part add(@BeanParam Caller caller, @PathParam("id") String id, ClientMultipartForm form);

  /** Validates the file, which takes long where it is large. */
  @POST
  @Path("{id}/complete")
  Upload complete(
      @BeanParam Caller caller, @PathParam("id") String id, Upload.Completion completion);

  @POST
  @Path("{id}/cancel")
  Upload cancel(@BeanParam Caller caller, @PathParam("id") String id);
}
