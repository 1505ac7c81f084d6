package io.milora.tenantmanager.aliases;

import org.jspecify.annotations.Nullable;

/**
 * A name that applications use as the model.
 *
 * @param id the name again, as every object has an id
 * @param model the adapter version it stands for at present
 * @param canary where a share of its requests goes instead; null if all go to the model
 */
public record Alias(String id, String object, String name, String model, @Nullable Canary canary) {
  static Alias of(String name, String model, @Nullable Canary canary) {
    return new Alias(name, "alias", name, model, canary);
  }

  /**
   * Another version on trial.
   *
   * @param percent of the alias's requests that it answers, 1 to 99
   */
  public record Canary(String model, int percent) {}
}
