package io.milora.tenantmanager.aliases;

/**
 * A name that applications use as the model.
 *
 * @param id the name again, as every object has an id
 * @param model the adapter version it stands for at present
 */
public record Alias(String id, String object, String name, String model) {
  static Alias of(String name, String model) {
    return new Alias(name, "alias", name, model);
  }
}
