package io.milora.tenantmanager.aliases;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.evaluation.Metric;
import io.milora.model.evaluation.PromotionRule;
import io.milora.model.openai.Deleted;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rule that must hold for an alias to move. */
@Path("/v1/aliases/{name}/gate")
@RequiresScope(Scope.FINE_TUNE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Aliases")
public class AliasGateResource {
  private final GateService gates;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  AliasGateResource(GateService gates, ObjectMapper json, CurrentCaller caller) {
    this.gates = gates;
    this.json = json;
    this.caller = caller;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Sets the rule, for instance accuracy >= current - 0.5 points")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = GateRequest.class)))
  public AliasGate set(@PathParam("name") String name, InputStream body) throws IOException {
    return gates.set(caller.tenant(), name, RequestFields.of(body, json));
  }

  @GET
  @Operation(summary = "The rule")
  public AliasGate get(@PathParam("name") String name) {
    return gates.get(caller.tenant(), name);
  }

  @DELETE
  @Operation(summary = "Removes the rule; the name moves freely then")
  public Deleted delete(@PathParam("name") String name) {
    return gates.delete(caller.tenant(), name);
  }

  /** The body of a PUT, for the OpenAPI document. */
  @Schema(name = "AliasGateRequest")
  record GateRequest(
      @Schema(required = true) Metric metric,
      @Schema(defaultValue = "current") PromotionRule.@Nullable Reference compareTo,
      @Schema(description = "With compare_to constant; shares are 0 to 1") @Nullable Double value,
      @Schema(defaultValue = "0", description = "How much worse is accepted")
          @Nullable Double tolerance,
      @Schema(defaultValue = "points") PromotionRule.@Nullable Unit unit,
      @Schema(
              description =
                  "Id of the file to measure on; without it any dataset that both were measured on")
          @Nullable String file) {}
}
