package io.milora.inferenceworker.serving;

import io.milora.engine.base.BaseHashes;
import io.milora.http.ApiException;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.Caller;
import io.milora.persistence.NamedModel;
import io.milora.persistence.NamedModels;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Finds what a tenant means by a model's name. Another tenant's models do not exist for it. */
@Singleton
public class ModelResolver {
  private final ServedBase base;
  private final NamedModels models;

  ModelResolver(ServedBase base, NamedModels models) {
    this.base = base;
    this.models = models;
  }

  /**
   * The base model by its name, or one of the tenant's by alias or exact name, a checkpoint's
   * included.
   *
   * @throws ApiException 404 if the tenant has no such model, the caller may not name it, or it is
   *     not served here
   */
  public ServedModel resolve(Caller caller, String model) {
    if (!caller.mayName(model)) {
      throw notFound(model);
    }
    if (model.equals(base.name())) {
      return new ServedModel(model, model, null);
    }
    NamedModel found = models.resolve(caller.tenant(), model).orElseThrow(() -> notFound(model));
    if (!fits(found)) {
      throw ApiException.notFound(
          "The model '%s' was tuned from another base, tokenizer or chat template than %s as it is served here."
              .formatted(model, base.name()),
          "model",
          "model_not_found");
    }
    return new ServedModel(model, found.name(), found.content());
  }

  /** A checkpoint's archive says itself what it was trained on, and is asked when it is loaded. */
  private boolean fits(NamedModel model) {
    return model.baseModel().equals(base.name())
        && (model.version() == null || fits(model.version()));
  }

  private boolean fits(AdapterVersionEntity version) {
    BaseHashes hashes = base.model().hashes();
    return version.baseSha256.equals(hashes.base().hex())
        && version.tokenizerSha256.equals(Objects.toString(hashes.tokenizer()))
        && version.chatTemplateSha256.equals(Objects.toString(hashes.chatTemplate()));
  }

  private ApiException notFound(String model) {
    return ApiException.notFound(NamedModels.missing(model), "model", "model_not_found");
  }
}
