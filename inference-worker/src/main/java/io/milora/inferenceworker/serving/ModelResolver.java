package io.milora.inferenceworker.serving;

import io.milora.engine.base.BaseHashes;
import io.milora.http.ApiException;
import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Finds what a tenant means by a model's name. Another tenant's models do not exist for it. */
@Singleton
public class ModelResolver {
  private final ServedBase base;
  private final AdapterVersions versions;

  ModelResolver(ServedBase base, AdapterVersions versions) {
    this.base = base;
    this.versions = versions;
  }

  /**
   * The base model by its name, or one of the tenant's by alias or exact name.
   *
   * @throws ApiException 404 if the tenant has no such model, or it is not served here
   */
  public ServedModel resolve(TenantId tenant, String model) {
    if (model.equals(base.name())) {
      return new ServedModel(model, null);
    }
    AdapterVersionEntity version =
        versions.resolve(tenant, model).orElseThrow(() -> notFound(model));
    if (!fits(version)) {
      throw ApiException.notFound(
          "The model '%s' was tuned from another base, tokenizer or chat template than %s as it is served here."
              .formatted(model, base.name()),
          "model",
          "model_not_found");
    }
    return new ServedModel(version.modelName, new ContentHash(version.contentHash));
  }

  private boolean fits(AdapterVersionEntity version) {
    BaseHashes hashes = base.model().hashes();
    return version.baseModel.equals(base.name())
        && version.baseSha256.equals(hashes.base().hex())
        && version.tokenizerSha256.equals(Objects.toString(hashes.tokenizer()))
        && version.chatTemplateSha256.equals(Objects.toString(hashes.chatTemplate()));
  }

  private ApiException notFound(String model) {
    return ApiException.notFound(
        "There is no model '%s'; GET /v1/models lists yours.".formatted(model),
        "model",
        "model_not_found");
  }
}
