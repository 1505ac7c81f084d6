package io.milora.persistence;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key is for.
 *
 * @param name for people, 1 to 100 characters
 * @param scopes at least one
 * @param models aliases and models that it may name; null if all of the tenant's
 * @param expiresAt null if it does not expire
 */
public record KeyTerms(
    String name, Set<Scope> scopes, @Nullable Set<String> models, @Nullable Instant expiresAt) {
  private static final int LONGEST_NAME = 100;

  /**
   * Checks everything.
   *
   * @throws InvalidInputException with all problems
   */
  public KeyTerms {
    List<Problem> problems = new ArrayList<>();
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      problems.add(Problem.outOfRange("name", name, "1 to " + LONGEST_NAME + " characters"));
    }
    if (scopes.isEmpty()) {
      problems.add(
          Problem.outOfRange("scopes", "[]", "at least one of " + Arrays.toString(Scope.values())));
    }
    if (models != null && models.isEmpty()) {
      problems.add(
          Problem.outOfRange("models", "[]", "null for all, or at least one alias or model"));
    }
    InvalidInputException.throwIfAny(problems);
    scopes = Set.copyOf(scopes);
    models = models == null ? null : Set.copyOf(models);
  }
}
