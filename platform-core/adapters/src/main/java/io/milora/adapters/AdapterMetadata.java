package io.milora.adapters;

import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter's files say beside its weights.
 *
 * @param baseModel name of the base model, as {@code adapter_config.json} gives it
 * @param hashes what it was trained on; null in folders that PEFT made
 */
public record AdapterMetadata(String baseModel, @Nullable BaseHashes hashes) {
  /**
   * Publishing and serving in the platform need an adapter of this very base, tokenizer and
   * template.
   *
   * @throws InvalidInputException with all hashes that are missing or differ
   */
  public void requireTrainedOn(BaseHashes base) {
    if (hashes == null) {
      throw new InvalidInputException(
          new Problem(
              "base_sha256",
              "missing_base_hash",
              "The adapter does not say on what it was trained: milora_config.json lacks"
                  + " base_sha256, tokenizer_sha256 and chat_template_sha256."));
    }
    List<Problem> problems = new ArrayList<>();
    compare(problems, "base_sha256", hashes.base(), base.base());
    compare(problems, "tokenizer_sha256", hashes.tokenizer(), base.tokenizer());
    compare(problems, "chat_template_sha256", hashes.chatTemplate(), base.chatTemplate());
    InvalidInputException.throwIfAny(problems);
  }

  private static void compare(
      List<Problem> problems,
      String field,
      @Nullable ContentHash given,
      @Nullable ContentHash expected) {
    if (!Objects.equals(given, expected)) {
      problems.add(
          new Problem(
              field,
              "other_base",
              "The adapter's %s is %s, this base model's is %s; use the base it was trained on, or train it anew."
                  .formatted(field, given, expected)));
    }
  }
}
