package io.milora.tenantmanager.operators;

import io.milora.http.RequestFields;
import io.milora.model.Problem;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The wish to delete a tenant.
 *
 * @param grace until it is gone, if it is not to be the usual time
 */
record DeletionRequest(Optional<Duration> grace) {
  private static final int MOST_HOURS = 24 * 365;

  /** Reads it; whoever deletes a tenant writes its name twice. */
  static DeletionRequest read(RequestFields fields, String tenant) {
    String name = fields.requiredText("name");
    Integer hours = fields.natural("grace_hours");
    fields.refuseOthers();
    if (fields.has("name") && !name.equals(tenant)) {
      fields.report(
          new Problem(
              "name",
              "not_confirmed",
              "The body names '%s', the path '%s'; write the name of the tenant that is to be gone."
                  .formatted(name, tenant)));
    }
    if (hours != null && hours > MOST_HOURS) {
      fields.report(Problem.outOfRange("grace_hours", hours.toString(), "0 to " + MOST_HOURS));
    }
    fields.throwIfAnyProblem();
    return new DeletionRequest(Optional.ofNullable(hours).map(Duration::ofHours));
  }

  /** A body, for the OpenAPI document. */
  @Schema(name = "TenantDeletion")
  record Body(
      @Schema(required = true, description = "the tenant's name once more") String name,
      @Schema(
              description =
                  "hours in which it can be restored, 0 to 8760; without it what is configured")
          @Nullable Integer graceHours) {}
}
