package io.milora.tenantmanager.jobs;

import io.milora.model.ContentHash;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.DatasetVersionEntity;
import io.milora.persistence.DatasetVersions;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the files that a request names, and what is known of their rows. */
@ApplicationScoped
class JobFiles {
  private final Files files;
  private final DatasetVersions datasets;

  JobFiles(Files files, DatasetVersions datasets) {
    this.files = files;
    this.datasets = datasets;
  }

  /** The file, or null after a problem was noted. */
  @Nullable FileEntity find(TenantId tenant, String id, String param, List<Problem> problems) {
    Optional<FileEntity> file = files.findDataset(tenant, id);
    if (file.isEmpty()) {
      problems.add(
          new Problem(
              param,
              "file_not_found",
              "There is no file '" + id + "' of purpose fine-tune; upload it to /v1/files."));
    }
    return file.orElse(null);
  }

  /**
   * The rows of a file, which may be gone.
   *
   * @param contentHash of a file that was uploaded for training
   */
  DatasetVersionEntity dataset(TenantId tenant, String contentHash) {
    return datasets
        .find(tenant, new ContentHash(contentHash))
        .orElseThrow(() -> new IllegalStateException("Rows " + contentHash + " are unknown"));
  }
}
