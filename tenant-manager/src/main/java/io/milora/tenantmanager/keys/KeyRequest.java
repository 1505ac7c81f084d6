package io.milora.tenantmanager.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.RequestFields;
import io.milora.model.Problem;
import io.milora.model.Scope;
import io.milora.persistence.KeyTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bodies about keys. */
public final class KeyRequest {
  private static final Duration USUAL_OVERLAP = Duration.ofHours(1);
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

  private KeyRequest() {}

  /**
   * What a new key is to be for.
   *
   * @throws io.milora.model.InvalidInputException with all problems
   */
  public static KeyTerms terms(RequestFields fields) {
    String name = fields.requiredText("name");
    Set<Scope> scopes = fields.constants("scopes", Scope.class);
    Set<String> models = models(fields);
    Instant expiresAt = time(fields, "expires_at");
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return new KeyTerms(name, scopes, models, expiresAt);
  }

  /**
   * How long a key goes on beside the one that takes its place.
   *
   * @throws io.milora.model.InvalidInputException with all problems
   */
  static Duration overlap(RequestFields fields) {
    Integer seconds = fields.natural("overlap_seconds");
    if (seconds != null && seconds > LONGEST_OVERLAP.toSeconds()) {
      fields.report(
          Problem.outOfRange("overlap_seconds", seconds, "0 to " + LONGEST_OVERLAP.toSeconds()));
    }
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return seconds == null ? USUAL_OVERLAP : Duration.ofSeconds(seconds);
  }

  private static @Nullable Set<String> models(RequestFields fields) {
    JsonNode list = fields.get("models");
    if (list == null) {
      return null;
    }
    Set<String> models = new TreeSet<>();
    for (JsonNode name : list) {
      if (!name.isTextual() || name.textValue().isBlank()) {
        fields.wrongType("models", list, "a list of names");
        return null;
      }
      models.add(name.textValue());
    }
    if (!list.isArray() || models.isEmpty()) {
      fields.wrongType("models", list, "a list of one name or more, or null for all");
      return null;
    }
    return models;
  }

  private static @Nullable Instant time(RequestFields fields, String name) {
    Long seconds = fields.integer(name);
    if (seconds == null) {
      return null;
    }
    Instant now = Instant.now();
    if (seconds <= now.getEpochSecond() || seconds > LATEST.getEpochSecond()) {
      fields.report(
          Problem.outOfRange(
              name,
              seconds,
              "seconds since 1970, %d to %d"
                  .formatted(now.getEpochSecond() + 1, LATEST.getEpochSecond())));
      return null;
    }
    return Instant.ofEpochSecond(seconds);
  }

  /** A body, for the OpenAPI document. */
  @Schema(name = "NewApiKey")
  public record NewKey(
      @Schema(required = true) String name,
      @Schema(required = true) List<Scope> scopes,
      @Schema(description = "Aliases and models that it may name; null for all")
          @Nullable List<String> models,
      @Schema(description = "Seconds since 1970; null for never") @Nullable Long expiresAt) {}

  /** A body, for the OpenAPI document. */
  @Schema(name = "RotateApiKey")
  record Rotation(
      @Schema(description = "How long the old key goes on; 3600 if not said")
          @Nullable Integer overlapSeconds) {}
}
