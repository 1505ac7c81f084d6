package io.milora.tenantmanager.evaluations;

import io.milora.http.RequestFields;
import io.milora.model.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as it was asked for; what is named may not exist.
 *
 * @param model a base model, an alias, or the exact name of a version
 * @param file id of the file to measure on
 * @param against as {@code model}, or {@code base}; null for the base, unless that is the model
 * @param rows rows to answer at most
 * @param seed chooses them
 */
record EvaluationRequest(String model, String file, @Nullable String against, int rows, int seed) {
  private static final int USUAL_ROWS = 100;
  private static final int MAX_ROWS = 1000;

  /**
   * Reads a body.
   *
   * @throws io.milora.model.InvalidInputException with all problems
   */
  static EvaluationRequest read(RequestFields body) {
    String model = body.requiredText("model");
    String file = body.requiredText("file");
    String against = body.text("against");
    int rows = Objects.requireNonNullElse(body.natural("rows"), USUAL_ROWS);
    if (rows < 1 || rows > MAX_ROWS) {
      body.report(Problem.outOfRange("rows", rows, "1 to " + MAX_ROWS));
    }
    int seed = Objects.requireNonNullElse(body.natural("seed"), 0);
    body.refuseOthers();
    body.throwIfAnyProblem();
    return new EvaluationRequest(model, file, against, rows, seed);
  }
}
