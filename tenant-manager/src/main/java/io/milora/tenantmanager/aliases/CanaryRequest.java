package io.milora.tenantmanager.aliases;

import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which version is to answer a share of an alias's requests.
 *
 * @param percent 1 to 99
 */
record CanaryRequest(AliasMoveRequest move, int percent) {
  private static final int MOST = 99;

  /**
   * Reads a body.
   *
   * @throws InvalidInputException with all problems
   */
  static CanaryRequest read(RequestFields body) {
    Integer percent = body.natural("percent");
    if (percent == null ? !body.has("percent") : percent < 1 || percent > MOST) {
      body.report(
          Problem.outOfRange(
              "percent", percent == null ? "missing" : percent, "1 to 99, of a hundred requests"));
    }
    AliasMoveRequest move = AliasMoveRequest.read(body);
    return new CanaryRequest(move, percent == null ? 1 : percent);
  }

  /** The body of a PUT, for the OpenAPI document. */
  @Schema(name = "CanaryRequest")
  record Body(
      @Schema(required = true, description = "Name of an adapter version, ft:…") String model,
      @Schema(required = true, description = "Of a hundred requests, 1 to 99") Integer percent,
      @Schema(description = "Whether to do it although the alias's rule does not hold")
          @Nullable Boolean override,
      @Schema(description = "Why; required with override, and recorded") @Nullable String reason) {}
}
