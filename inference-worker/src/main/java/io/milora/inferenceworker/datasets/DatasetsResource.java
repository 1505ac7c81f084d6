package io.milora.inferenceworker.datasets;

import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.model.Scope;
import io.milora.model.openai.Page;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Training files as the tokens that are trained. */
@Path("/v1/datasets/{file}")
@RequiresScope(Scope.FILES)
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class DatasetsResource {
  private final DatasetPreview preview;
  private final CurrentCaller caller;

  DatasetsResource(DatasetPreview preview, CurrentCaller caller) {
    this.preview = preview;
    this.caller = caller;
  }

  /** Rows behind a line. */
  @GET
  @Path("rows")
  @Operation(
      summary =
          "A file's rows as prompt, trained response and tokens; query: after (a line), limit, max_length")
  public Page<PreviewRow> rows(@PathParam("file") String file, @Context UriInfo uri)
      throws IOException {
    return preview.rows(
        caller.get().tenant(),
        file,
        PreviewQuery.ofPage(
            uri.getQueryParameters(), preview.usualLength(), preview.maxPositions()));
  }

  /** How long the rows are. */
  @GET
  @Path("lengths")
  @Operation(summary = "A file's token counts and their distribution; query: max_length")
  public DatasetLengths lengths(@PathParam("file") String file, @Context UriInfo uri)
      throws IOException {
    return preview.lengths(
        caller.get().tenant(),
        file,
        PreviewQuery.ofFile(
            uri.getQueryParameters(), preview.usualLength(), preview.maxPositions()));
  }
}
