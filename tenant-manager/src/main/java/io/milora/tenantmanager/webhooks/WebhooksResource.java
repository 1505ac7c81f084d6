package io.milora.tenantmanager.webhooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /v1/webhooks}: who is told about the end of jobs. */
@Path("/v1/webhooks")
@RequiresScope(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
public class WebhooksResource {
  private static final int CREATED = 201;
  private static final int USUAL_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final WebhookService webhooks;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  WebhooksResource(WebhookService webhooks, ObjectMapper json, CurrentCaller caller) {
    this.webhooks = webhooks;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = WebhookView.class, responseCode = "201")
  @Operation(summary = "Registers an address; the secret that signs is shown this once")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = WebhookRequest.Body.class)))
  public WebhookView create(InputStream body) throws IOException {
    return webhooks.create(caller.tenant(), RequestFields.of(body, json));
  }

  @GET
  @Operation(summary = "All webhooks, oldest first, without their secrets")
  public Page<WebhookView> list() {
    return webhooks.list(caller.tenant());
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Forgets an address, and what was or is to be sent to it")
  public Deleted delete(@PathParam("id") String id) {
    return webhooks.delete(caller.tenant(), id);
  }

  @GET
  @Path("{id}/deliveries")
  @Operation(summary = "What an address was told, newest first; query: after, limit")
  public Page<WebhookDeliveryView> deliveries(@PathParam("id") String id, @Context UriInfo uri) {
    PageQuery page = PageQuery.of(uri.getQueryParameters(), USUAL_LIMIT, MAX_LIMIT);
    return webhooks.deliveries(caller.tenant(), id, page);
  }

  @POST
  @Path("{id}/deliveries/{delivery}/send")
  @Operation(summary = "Sends an event once more, under the same id, whatever became of it")
  public WebhookDeliveryView sendAgain(
      @PathParam("id") String id, @PathParam("delivery") String delivery) {
    return webhooks.sendAgain(caller.tenant(), id, delivery);
  }
}
