package io.milora.console.platform;

import io.milora.model.evaluation.WorstRow;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Page;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.quarkus.rest.client.reactive.ClientQueryParam;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.client.api.ClientMultipartForm;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's part of the control plane. Every call throws {@link PlatformException} if the platform
 * refuses or does not answer. Lists are newest first and go on after an id.
 */
@RegisterRestClient(configKey = "control-plane")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface ControlPlane extends ServedPlane {
  /** Reads why a call was refused. */
  @ClientExceptionMapper
  @Blocking
  static PlatformException refused(Response response) {
    return PlatformErrors.read(response);
  }

  /** Files of rows. */
  @GET
  @Path("files")
  @ClientQueryParam(name = "purpose", value = "fine-tune")
  Page<FileObject> files(
      @BeanParam Caller caller,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  @GET
  @Path("files/{id}")
  FileObject file(@BeanParam Caller caller, @PathParam("id") String id);

  /** The bytes; the caller closes them. */
  @GET
  @Path("files/{id}/content")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  InputStream content(@BeanParam Caller caller, @PathParam("id") String id);

  /** Parts {@code purpose} and {@code file}. */
  @POST
  @Path("files")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  FileObject upload(@BeanParam Caller caller, ClientMultipartForm form);

  @DELETE
  @Path("files/{id}")
  Deleted deleteFile(@BeanParam Caller caller, @PathParam("id") String id);

  @GET
  @Path("fine_tuning/jobs")
  Page<FineTuningJob> jobs(
      @BeanParam Caller caller,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  /** The same, of some only. */
  @GET
  @Path("fine_tuning/jobs")
  Page<FineTuningJob> jobs(
      @BeanParam Caller caller,
      @BeanParam JobQuery query,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  @GET
  @Path("fine_tuning/jobs/{id}")
  FineTuningJob job(@BeanParam Caller caller, @PathParam("id") String id);

  @POST
  @Path("fine_tuning/jobs")
  FineTuningJob createJob(@BeanParam Caller caller, NewJob job);

  /** What a job would be; nothing is created. */
  @POST
  @Path("fine_tuning/jobs")
  DryRun tryOut(@BeanParam Caller caller, NewJob job);

  /** Steers a job. */
  @POST
  @Path("fine_tuning/jobs/{id}/{action}")
  FineTuningJob act(
      @BeanParam Caller caller, @PathParam("id") String id, @PathParam("action") JobAction action);

  @GET
  @Path("fine_tuning/jobs/{id}/events")
  Page<FineTuningJobEvent> events(
      @BeanParam Caller caller,
      @PathParam("id") String id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  @GET
  @Path("fine_tuning/jobs/{id}/checkpoints")
  Page<FineTuningJobCheckpoint> checkpoints(
      @BeanParam Caller caller, @PathParam("id") String id, @QueryParam("limit") int limit);

  @GET
  @Path("evaluations")
  Page<Evaluation> evaluations(@BeanParam Caller caller, @QueryParam("limit") int limit);

  @POST
  @Path("evaluations")
  Evaluation evaluate(@BeanParam Caller caller, NewEvaluation evaluation);

  @GET
  @Path("evaluations/{id}/rows")
  Page<WorstRow> worstRows(@BeanParam Caller caller, @PathParam("id") String id);

  /** A version that was published, by its id or its model's name. */
  @GET
  @Path("adapters/{id}")
  Adapter adapter(@BeanParam Caller caller, @PathParam("id") String id);

  /** Parts {@code file}, a zip, {@code model}, its base, and {@code suffix}. */
  @POST
  @Path("adapters")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  Adapter importAdapter(@BeanParam Caller caller, ClientMultipartForm form);

  /** Its folder as a zip; the caller closes it. */
  @GET
  @Path("adapters/{id}/content")
  @Produces("application/zip")
  InputStream adapterContent(@BeanParam Caller caller, @PathParam("id") String id);

  /** What it is, where it came from and how good it is. */
  @GET
  @Path("adapters/{id}/card")
  @Produces("text/markdown")
  String modelCard(@BeanParam Caller caller, @PathParam("id") String id);

  /** Status 409 while an alias stands for it, tries it, or an evaluation measures it. */
  @DELETE
  @Path("adapters/{id}")
  Deleted deleteAdapter(@BeanParam Caller caller, @PathParam("id") String id);

  /** By name. */
  @GET
  @Path("aliases")
  Page<Alias> aliases(@BeanParam Caller caller);

  @GET
  @Path("aliases/{name}")
  Alias alias(@BeanParam Caller caller, @PathParam("name") String name);

  /** The versions stay. */
  @DELETE
  @Path("aliases/{name}")
  Deleted deleteAlias(@BeanParam Caller caller, @PathParam("name") String name);

  /** Sends a share of the alias's requests to another version. */
  @PUT
  @Path("aliases/{name}/canary")
  Alias setCanary(@BeanParam Caller caller, @PathParam("name") String name, NewCanary canary);

  @DELETE
  @Path("aliases/{name}/canary")
  Alias endCanary(@BeanParam Caller caller, @PathParam("name") String name);

  @PUT
  @Path("aliases/{name}")
  Alias pointAlias(@BeanParam Caller caller, @PathParam("name") String name, AliasMove move);

  @POST
  @Path("aliases/{name}/rollback")
  Alias rollBack(@BeanParam Caller caller, @PathParam("name") String name);

  @GET
  @Path("aliases/{name}/history")
  Page<AliasChange> history(
      @BeanParam Caller caller, @PathParam("name") String name, @QueryParam("limit") int limit);

  /** Sets the alias's rule. */
  @PUT
  @Path("aliases/{name}/gate")
  AliasGate setGate(@BeanParam Caller caller, @PathParam("name") String name, NewGate gate);

  @DELETE
  @Path("aliases/{name}/gate")
  Deleted deleteGate(@BeanParam Caller caller, @PathParam("name") String name);

  /** Status 404 if the alias has no rule. */
  @GET
  @Path("aliases/{name}/gate")
  AliasGate gate(@BeanParam Caller caller, @PathParam("name") String name);
}
