package io.milora.tenantmanager.evaluations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.model.evaluation.WorstRow;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.http.Idempotency;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/evaluations}: models measured on files through the served graph. */
@Path("/v1/evaluations")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Evaluations")
public class EvaluationsResource {
  private static final int USUAL_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final EvaluationService evaluations;
  private final Idempotency idempotency;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  EvaluationsResource(
      EvaluationService evaluations,
      Idempotency idempotency,
      ObjectMapper json,
      CurrentCaller caller) {
    this.evaluations = evaluations;
    this.idempotency = idempotency;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Queues an evaluation; with the header Idempotency-Key at most one, however often it is sent")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CreateRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Evaluation.class)))
  public Response create(
      InputStream body, @HeaderParam(Idempotency.HEADER) @Nullable String idempotencyKey)
      throws IOException {
    byte[] bytes = body.readNBytes(RequestFields.MAX_BYTES + 1);
    EvaluationRequest request =
        EvaluationRequest.read(RequestFields.of(new ByteArrayInputStream(bytes), json));
    TenantId tenant = caller.tenant();
    return idempotency.once(
        tenant,
        "POST /v1/evaluations",
        idempotencyKey,
        bytes,
        () -> evaluations.create(tenant, request));
  }

  @GET
  @Operation(summary = "Lists evaluations, newest first; query: after, limit")
  public Page<Evaluation> list(@Context UriInfo uri) {
    PageQuery page = PageQuery.of(uri.getQueryParameters(), USUAL_LIMIT, MAX_LIMIT);
    return evaluations.list(caller.tenant(), page);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One evaluation")
  public Evaluation get(@PathParam("id") String id) {
    return evaluations.get(caller.tenant(), id);
  }

  @GET
  @Path("{id}/rows")
  @Operation(summary = "The rows that the model foretold worst, with their text, the worst first")
  public Page<WorstRow> rows(@PathParam("id") String id) {
    return evaluations.rows(caller.tenant(), id);
  }

  /** The body of a POST, for the OpenAPI document. */
  @Schema(name = "CreateEvaluationRequest")
  record CreateRequest(
      @Schema(required = true, description = "A base model, an alias, or a tuned model's name")
          String model,
      @Schema(required = true, description = "Id of the file to measure on") String file,
      @Schema(defaultValue = "base", description = "What to compare with: base, or as model")
          @Nullable String against,
      @Schema(defaultValue = "100", minimum = "1", maximum = "1000", description = "Rows to answer")
          @Nullable Integer rows,
      @Schema(defaultValue = "0", description = "Chooses the rows") @Nullable Integer seed) {}
}
