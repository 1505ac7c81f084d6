package io.milora.tenantmanager.adapters;

import io.milora.persistence.AdapterVersionEntity;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A published version of an adapter.
 *
 * @param model its name in requests
 * @param contentHash SHA-256 of its archive
 * @param job that trained it; null of one that was imported
 * @param importedFrom SHA-256 of the archive that it was sent in; null of one that was trained here
 * @param aliases that stand for it at present
 */
@Schema(name = "Adapter")
record AdapterView(
    String id,
    String object,
    String model,
    String baseModel,
    String method,
    String contentHash,
    @Nullable String job,
    @Nullable String importedFrom,
    List<String> aliases,
    long createdAt) {
  static AdapterView of(AdapterVersionEntity version, List<String> aliases) {
    return new AdapterView(
        version.id,
        "adapter",
        version.modelName,
        version.baseModel,
        version.method,
        version.contentHash,
        version.jobId,
        version.importedFrom,
        List.copyOf(aliases),
        version.createdAt.getEpochSecond());
  }
}
