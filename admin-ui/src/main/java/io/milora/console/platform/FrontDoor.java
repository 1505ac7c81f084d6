package io.milora.console.platform;

import io.milora.model.openai.Model;
import io.milora.model.openai.Page;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The data plane: what there is to call, and calling it. Errors as in {@link ControlPlane}. */
@RegisterRestClient(configKey = "front-door")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface FrontDoor {
  /** Reads why a call was refused. */
  @ClientExceptionMapper
  @Blocking
  static PlatformException refused(Response response) {
    return PlatformErrors.read(response);
  }

  /** The base, the tenant's tuned models, newest first, and its aliases. */
  @GET
  @Path("models")
  Page<Model> models(@BeanParam Caller caller);

  /** The data of each event: a chunk or an error as JSON, and at last {@code [DONE]}. */
  @POST
  @Path("chat/completions")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  Multi<String> chat(@BeanParam Caller caller, ChatRequest request);

  /** Routes a prompt as any request is routed, with one token of its answer. */
  @POST
  @Path("chat/completions")
  @ClientHeaderParam(name = "x-milora-routes", value = "true")
  RoutedAnswer route(@BeanParam Caller caller, RouteRequest request);

  /**
   * A file's rows as the base that is served will be trained on them.
   *
   * @param after the line behind which to begin; null for the beginning
   * @param maxLength tokens of a row; null for what jobs use that name no length
   */
  @GET
  @Path("datasets/{file}/rows")
  Page<DatasetRow> rows(
      @BeanParam Caller caller,
      @PathParam("file") String file,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit,
      @QueryParam("max_length") @Nullable String maxLength);

  /** How long a file's rows are; it takes seconds where they are many. */
  @GET
  @Path("datasets/{file}/lengths")
  DatasetLengths lengths(
      @BeanParam Caller caller,
      @PathParam("file") String file,
      @QueryParam("max_length") @Nullable String maxLength);
}
