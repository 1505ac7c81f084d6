package io.milora.tenantmanager.aliases;

import io.milora.http.ApiException;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.Aliases;
import jakarta.enterprise.context.ApplicationScoped;

/** Moves names between adapter versions. */
@ApplicationScoped
class AliasService {
  private final Aliases aliases;
  private final AdapterVersions versions;

  AliasService(Aliases aliases, AdapterVersions versions) {
    this.aliases = aliases;
    this.versions = versions;
  }

  /**
   * Points the name at a model of the tenant.
   *
   * @throws InvalidInputException if the name has another shape or there is no such model
   */
  Alias point(TenantId tenant, String name, String model) {
    aliases.point(tenant, name, model);
    return Alias.of(name, model);
  }

  Alias get(TenantId tenant, String name) {
    // The exact name of a version would be found, too, but is no alias; it has colons.
    if (name.contains(":")) {
      throw notFound(name);
    }
    return versions
        .resolve(tenant, name)
        .map(version -> Alias.of(name, version.modelName))
        .orElseThrow(() -> notFound(name));
  }

  Deleted delete(TenantId tenant, String name) {
    if (!aliases.delete(tenant, name)) {
      throw notFound(name);
    }
    return new Deleted(name, "alias", true);
  }

  private static ApiException notFound(String name) {
    return ApiException.notFound("No such alias: " + name, "name", "alias_not_found");
  }
}
