package io.milora.tenantmanager.operators;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.OperatorOnly;
import io.milora.http.RequestFields;
import io.milora.model.TrainingShare;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.keys.ApiKeyView;
import io.milora.tenantmanager.keys.KeyRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** What operators do for tenants. */
@Path("/operator/v1/tenants")
@OperatorOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class TenantsResource {
  private static final int CREATED = 201;

  private final TenantService tenants;
  private final ObjectMapper json;

  TenantsResource(TenantService tenants, ObjectMapper json) {
    this.tenants = tenants;
    this.json = json;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = TenantView.class, responseCode = "201")
  @Operation(summary = "Creates a tenant")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewTenant.class)))
  public TenantView create(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    String name = fields.requiredText("name");
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return tenants.create(name);
  }

  @GET
  @Operation(summary = "All tenants by name")
  public Page<TenantView> list() {
    return tenants.list();
  }

  @POST
  @Path("{name}/suspend")
  @Operation(summary = "Refuses everything in a tenant's name, and pauses its jobs")
  public TenantView suspend(@PathParam("name") String tenant) {
    return tenants.suspend(tenant);
  }

  @POST
  @Path("{name}/resume")
  @Operation(summary = "Ends a suspension; the tenant resumes its jobs itself")
  public TenantView resume(@PathParam("name") String tenant) {
    return tenants.resume(tenant);
  }

  @POST
  @Path("{name}/delete")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Deletes a tenant with everything it has, after a time in which it can be restored")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = DeletionRequest.Body.class)))
  public TenantView delete(@PathParam("name") String tenant, InputStream body) throws IOException {
    return tenants.delete(tenant, DeletionRequest.read(RequestFields.of(body, json), tenant));
  }

  @POST
  @Path("{name}/restore")
  @Operation(summary = "Takes the deletion of a tenant back, before its time has come")
  public TenantView restore(@PathParam("name") String tenant) {
    return tenants.restore(tenant);
  }

  @POST
  @Path("{name}/keys")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = ApiKeyView.class, responseCode = "201")
  @Operation(summary = "Issues an API key; it is shown this once")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyRequest.NewKey.class)))
  public ApiKeyView issueKey(@PathParam("name") String tenant, InputStream body)
      throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    return tenants.issueKey(tenant, KeyRequest.terms(fields));
  }

  @GET
  @Path("{name}/training_share")
  @Operation(summary = "A tenant's share of training")
  public TrainingShare trainingShare(@PathParam("name") String tenant) {
    return tenants.trainingShare(tenant);
  }

  @PUT
  @Path("{name}/training_share")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Sets a tenant's share of training: its weight and its limit of jobs at once")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewTrainingShare.class)))
  public TrainingShare setTrainingShare(@PathParam("name") String tenant, InputStream body)
      throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    Double weight = fields.number("weight");
    Integer maxRunningJobs = fields.natural("max_running_jobs");
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return tenants.setTrainingShare(
        tenant, new TrainingShare(weight == null ? 1 : weight, maxRunningJobs));
  }

  /** A body, for the OpenAPI document. */
  record NewTrainingShare(
      @Schema(description = "0.01 to 100; without it 1") @Nullable Double weight,
      @Schema(description = "1 or more; without it there is no limit")
          @Nullable Integer maxRunningJobs) {}

  /** A body, for the OpenAPI document. */
  record NewTenant(
      @Schema(required = true, description = "1 to 63 of a-z, 0-9 and inner -") String name) {}
}
