package io.milora.console.platform;

import org.jspecify.annotations.Nullable;

/**
 * A name that applications use, and the adapter version that it stands for.
 *
 * @param canary where a share of its requests goes instead; null if all go to the model
 */
public record Alias(String name, String model, @Nullable Canary canary) {
  /**
   * Another version on trial.
   *
   * @param percent of the alias's requests that it answers, 1 to 99
   */
  public record Canary(String model, int percent) {}
}
