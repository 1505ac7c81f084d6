package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.BaseShape;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code golden_outputs.json} of an adapter that somebody sent. Its tokens go through the engine
 * beside other tenants' requests: they must be few, and tokens of the base.
 */
final class GoldenFile {
  /** Of a prompt, or of what follows it; what is recorded here is shorter. */
  private static final int MAX_TOKENS = 32;

  private static final int MAX_CONTINUATIONS = 16;

  private GoldenFile() {}

  /** Adds a problem if there is such a file and its tokens are not good. */
  static void check(Path folder, BaseShape base, List<Problem> problems) {
    Path file = folder.resolve(AdapterFiles.GOLDEN_OUTPUTS);
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonNode continuations = AdapterFiles.tree(file).path("continuations");
      boolean good =
          continuations.isArray()
              && !continuations.isEmpty()
              && continuations.size() <= MAX_CONTINUATIONS;
      for (JsonNode continuation : continuations) {
        good &= !continuation.path("prompt").isEmpty();
        good &= areTokens(continuation.path("prompt"), base);
        good &= areTokens(continuation.path("tokens"), base);
      }
      if (!good) {
        problems.add(
            Problem.brokenFile(
                AdapterFiles.GOLDEN_OUTPUTS,
                "not as it was exported: 1 to %d continuations with a prompt and tokens, at most %d each, 0 to %d."
                    .formatted(MAX_CONTINUATIONS, MAX_TOKENS, base.vocabulary() - 1)));
      }
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    }
  }

  private static boolean areTokens(JsonNode list, BaseShape base) {
    if (!list.isArray() || list.size() > MAX_TOKENS) {
      return false;
    }
    for (JsonNode token : list) {
      if (!token.isInt() || token.asInt() < 0 || token.asInt() >= base.vocabulary()) {
        return false;
      }
    }
    return true;
  }
}
