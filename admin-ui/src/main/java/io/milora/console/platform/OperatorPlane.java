package io.milora.console.platform;

import io.milora.model.openai.Page;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The operators' part of the control plane. Errors as in {@link ControlPlane}. */
@RegisterRestClient(configKey = "control-plane")
@Path("/operator/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface OperatorPlane extends ServedPlane {
  /** Reads why a call was refused. */
  @ClientExceptionMapper
  @Blocking
  static PlatformException refused(Response response) {
    return PlatformErrors.read(response);
  }

  /** By name. */
  @GET
  @Path("tenants")
  Page<Tenant> tenants(@BeanParam Caller caller);

  @POST
  @Path("tenants")
  Tenant createTenant(@BeanParam Caller caller, NewTenant tenant);

  /** Refuses everything in its name, and pauses its jobs. */
  @POST
  @Path("tenants/{name}/suspend")
  Tenant suspend(@BeanParam Caller caller, @PathParam("name") String tenant);

  /** Ends a suspension. */
  @POST
  @Path("tenants/{name}/resume")
  Tenant resume(@BeanParam Caller caller, @PathParam("name") String tenant);

  /** Counts as suspended from now on, and is removed when its time has come. */
  @POST
  @Path("tenants/{name}/delete")
  Tenant deleteTenant(
      @BeanParam Caller caller, @PathParam("name") String tenant, TenantDeletion deletion);

  /** Takes the deletion back, before its time has come. */
  @POST
  @Path("tenants/{name}/restore")
  Tenant restore(@BeanParam Caller caller, @PathParam("name") String tenant);

  /** Everything that a tenant has as a zip; the caller closes it. */
  @GET
  @Path("tenants/{name}/export")
  @Produces("application/zip")
  InputStream export(@BeanParam Caller caller, @PathParam("name") String tenant);

  /** Of all tenants, by name. */
  @GET
  @Path("quotas")
  Page<TenantQuota> quotas(@BeanParam Caller caller);

  /** Replaces a tenant's limits. */
  @PUT
  @Path("tenants/{name}/quota")
  Quota setQuota(@BeanParam Caller caller, @PathParam("name") String tenant, QuotaAmounts limits);

  /** Those heard of within a day. */
  @GET
  @Path("workers")
  Page<Worker> workers(@BeanParam Caller caller);

  /** Lets a worker finish what it has and take nothing new. */
  @PUT
  @Path("workers/{id}/drain")
  Worker drain(@BeanParam Caller caller, @PathParam("id") String worker);

  /** Lets a worker take new work again. */
  @DELETE
  @Path("workers/{id}/drain")
  Worker undrain(@BeanParam Caller caller, @PathParam("id") String worker);

  /** Jobs of all tenants that have not ended: what runs first, then what waits in its order. */
  @GET
  @Path("jobs/queue")
  Page<QueuedJob> queue(@BeanParam Caller caller);

  /** Jobs of all tenants that failed within the last days, the newest first. */
  @GET
  @Path("jobs/failed")
  Page<FailedJob> failedJobs(@BeanParam Caller caller);
}
