package io.milora.tenantmanager.aliases;

import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Where an alias is to point.
 *
 * @param reason why the alias's rule does not count this time; null if it counts
 */
record AliasMoveRequest(String model, @Nullable String reason) {
  private static final int LONGEST_REASON = 1000;

  /**
   * Reads a body.
   *
   * @throws InvalidInputException with all problems
   */
  static AliasMoveRequest read(RequestFields body) {
    String model = body.requiredText("model");
    boolean override = body.flag("override");
    String reason = body.text("reason");
    if (override && (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON)) {
      body.report(
          Problem.outOfRange(
              "reason",
              reason == null ? "missing" : reason.length() + " characters",
              "1 to " + LONGEST_REASON + " characters where override is true; it is recorded"));
    }
    if (!override && reason != null) {
      body.report(
          new Problem(
              "reason",
              "conflicting_parameters",
              "reason was given without \"override\": true; send both or neither."));
    }
    body.refuseOthers();
    body.throwIfAnyProblem();
    return new AliasMoveRequest(model, override ? reason : null);
  }
}
