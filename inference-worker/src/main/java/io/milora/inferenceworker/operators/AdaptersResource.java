package io.milora.inferenceworker.operators;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.OperatorOnly;
import io.milora.http.RequestFields;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.inferenceworker.serving.AdapterCache;
import io.milora.model.ContentHash;
import io.milora.model.openai.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import org.jspecify.annotations.Nullable;

/** Adapters in this server's memory. */
@Path("/operator/v1/adapters")
@OperatorOnly
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class AdaptersResource {
  private final AdapterCache cache;
  private final WorkerConfig config;
  private final ObjectMapper json;

  AdaptersResource(AdapterCache cache, WorkerConfig config, ObjectMapper json) {
    this.cache = cache;
    this.config = config;
    this.json = json;
  }

  /** What is in memory. */
  @GET
  @Operation(summary = "Adapters in memory, the least recently used first")
  public Page<AdapterView> list() {
    return Page.of(
        cache.residents().stream().map(AdapterView::of).toList(), false, AdapterView::id);
  }

  /** Brings one into memory. */
  @PUT
  @Path("{hash}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Brings an adapter into memory; pinned it stays there")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wanted.class)))
  public Page<AdapterView> load(@PathParam("hash") String hash, InputStream body)
      throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    boolean pinned = fields.flag("pinned");
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    cache.preload(new ContentHash(hash), pinned, config.requestTimeout());
    return list();
  }

  /** Unpins one. */
  @DELETE
  @Path("{hash}")
  @Operation(summary = "Lets a pinned adapter go when room is needed")
  public Page<AdapterView> unpin(@PathParam("hash") String hash) {
    cache.unpin(new ContentHash(hash));
    return list();
  }

  /** A body, for the OpenAPI document. */
  record Wanted(
      @Schema(description = "whether it stays in memory (false)") @Nullable Boolean pinned) {}
}
