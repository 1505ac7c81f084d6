package io.milora.inferenceworker.serving;

import io.milora.adapters.BaseHashes;
import io.milora.http.ApiException;
import io.milora.persistence.Caller;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.NamedModel;
import io.milora.persistence.NamedModels;
import io.milora.persistence.ServedVersions;
import io.milora.persistence.ServedVersions.Version;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Finds what a tenant means by a model's name. Another tenant's models do not exist for it. */
@Singleton
public class ModelResolver {
  private final ServedBase base;
  private final ServedVersions versions;
  private final NamedModels models;

  ModelResolver(ServedBase base, ServedVersions versions, NamedModels models) {
    this.base = base;
    this.versions = versions;
    this.models = models;
  }

  /**
   * The base model by its name, or one of the tenant's by alias or exact name, a checkpoint's
   * included.
   *
   * @param draw which side of an alias's split is meant ({@link CanaryDraw})
   * @throws ApiException 404 if the tenant has no such model, the caller may not name it, or it is
   *     not served here
   */
  public ServedModel resolve(Caller caller, String model, int draw) {
    if (!caller.mayName(model)) {
      throw notFound(model);
    }
    if (model.equals(base.name())) {
      return new ServedModel(model, model, null);
    }
    return Checkpoints.isModelName(model)
        ? checkpoint(caller, model)
        : version(caller, model, draw);
  }

  private ServedModel version(Caller caller, String model, int draw) {
    Version found = versions.find(caller.tenant(), model, draw).orElseThrow(() -> notFound(model));
    if (!fits(found)) {
      throw otherBase(model);
    }
    return new ServedModel(model, found.modelName(), found.content());
  }

  private boolean fits(Version version) {
    BaseHashes hashes = base.model().hashes();
    return version.baseModel().equals(base.name())
        && version.baseSha256().equals(hashes.base().hex())
        && version.tokenizerSha256().equals(Objects.toString(hashes.tokenizer()))
        && version.chatTemplateSha256().equals(Objects.toString(hashes.chatTemplate()));
  }

  /** Its archive says itself what it was trained on, and is asked when it is loaded. */
  private ServedModel checkpoint(Caller caller, String model) {
    NamedModel found = models.exact(caller.tenant(), model).orElseThrow(() -> notFound(model));
    if (!found.baseModel().equals(base.name())) {
      throw otherBase(model);
    }
    return new ServedModel(model, found.name(), found.content());
  }

  private ApiException otherBase(String model) {
    return ApiException.notFound(
        "The model '%s' was tuned from another base, tokenizer or chat template than %s as it is served here."
            .formatted(model, base.name()),
        "model",
        "model_not_found");
  }

  private ApiException notFound(String model) {
    return ApiException.notFound(NamedModels.missing(model), "model", "model_not_found");
  }
}
