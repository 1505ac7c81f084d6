package io.milora.tenantmanager.files;

import io.milora.artifacts.ArtifactStore;
import io.milora.datasets.DatasetReport;
import io.milora.datasets.DatasetScanner;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Page;
import io.milora.persistence.DatasetVersions;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import io.milora.persistence.Jobs;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.persistence.TenantTransactions;
import io.milora.persistence.TrainingJobEntity;
import io.milora.tenantmanager.http.BodyLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** The files of tenants: rows in the database, bytes in the artifact store. */
@ApplicationScoped
class FileService {
  private final Files files;
  private final DatasetVersions datasets;
  private final Jobs jobs;
  private final Quotas quotas;
  private final TenantTransactions transactions;
  private final ArtifactStore artifacts;
  private final BodyLimit limit;

  FileService(
      Files files,
      DatasetVersions datasets,
      Jobs jobs,
      Quotas quotas,
      TenantTransactions transactions,
      ArtifactStore artifacts,
      BodyLimit limit) {
    this.files = files;
    this.datasets = datasets;
    this.jobs = jobs;
    this.quotas = quotas;
    this.transactions = transactions;
    this.artifacts = artifacts;
    this.limit = limit;
  }

  /**
   * Validates an upload and keeps it.
   *
   * @throws InvalidInputException with all bad rows; then nothing is kept
   * @throws ApiException if the file is too large
   * @throws QuotaExceededException if the tenant has no room for it
   */
  FileObject keep(TenantId tenant, Upload upload) throws IOException {
    long bytes = upload.content().getFileSize();
    limit.checkFile(bytes);
    quotas.requireStorage(tenant, bytes);
    DatasetReport report = validate(upload);
    ContentHash hash;
    try (InputStream in = upload.content().getInputStream()) {
      hash = artifacts.put(in);
    }
    String format = Objects.requireNonNull(report.format(), "A valid file has a format").name();
    return transactions.call(
        tenant,
        () -> {
          quotas.requireStorage(tenant, bytes);
          datasets.register(tenant, hash, format, report.rows());
          return view(files.create(tenant, upload.filename(), upload.purpose(), bytes, hash));
        });
  }

  private static DatasetReport validate(Upload upload) throws IOException {
    try (InputStream in = upload.content().getInputStream()) {
      DatasetReport report = DatasetScanner.validate(in);
      InvalidInputException.throwIfAny(report.toProblems("file"));
      return report;
    }
  }

  Page<FileObject> list(TenantId tenant, FileQuery query) {
    int limit = query.page().limit();
    List<FileObject> found =
        files.list(tenant, query.purpose(), query.page().after(), limit + 1).stream()
            .map(FileService::view)
            .toList();
    return Page.cut(found, limit, FileObject::id);
  }

  FileObject get(TenantId tenant, String id) {
    return view(find(tenant, id));
  }

  /** The bytes; whoever reads them closes the stream. */
  FileContent content(TenantId tenant, String id) throws IOException {
    FileEntity file = find(tenant, id);
    return new FileContent(artifacts.open(new ContentHash(file.contentHash)), file.bytes);
  }

  /**
   * Forgets a file. Its bytes stay: jobs, and files of others with equal bytes, name them by hash.
   *
   * @throws ApiException if there is no such file, or a job that is not finished uses it
   */
  Deleted delete(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          find(tenant, id);
          List<String> users =
              jobs.unfinishedOn(tenant, id).stream()
                  .map((TrainingJobEntity job) -> job.id)
                  .toList();
          if (!users.isEmpty()) {
            throw new ApiException(
                ErrorKind.CONFLICT,
                "File " + id + " is used by unfinished jobs: " + users + "; cancel them first.",
                "file_id",
                "file_in_use");
          }
          files.delete(tenant, id);
          return new Deleted(id, "file", true);
        });
  }

  private FileEntity find(TenantId tenant, String id) {
    return files
        .find(tenant, id)
        .orElseThrow(
            () -> ApiException.notFound("No such file: " + id, "file_id", "file_not_found"));
  }

  private static FileObject view(FileEntity file) {
    return FileObject.of(
        file.id, file.bytes, file.createdAt.getEpochSecond(), file.filename, file.purpose);
  }
}
