package io.milora.persistence;

import io.milora.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant means by a model's name, the bare base aside.
 *
 * @param name the exact one
 * @param baseModel that it was trained on
 * @param content SHA-256 of the adapter's archive
 * @param version null for a checkpoint
 */
public record NamedModel(
    String name, String baseModel, ContentHash content, @Nullable AdapterVersionEntity version) {
  static NamedModel of(AdapterVersionEntity version) {
    return new NamedModel(
        version.modelName, version.baseModel, new ContentHash(version.contentHash), version);
  }
}
