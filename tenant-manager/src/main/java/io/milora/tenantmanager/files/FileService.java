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
import io.milora.persistence.Contents;
import io.milora.persistence.DatasetVersions;
import io.milora.persistence.Evaluations;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import io.milora.persistence.Jobs;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.persistence.TableRowsContent;
import io.milora.persistence.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of tenants: rows in the database, bytes in the artifact store. */
@ApplicationScoped
public class FileService {
  private final Files files;
  private final DatasetVersions datasets;
  private final Jobs jobs;
  private final TenantTransactions transactions;
  private final ArtifactStore artifacts;
  private final Evaluations evaluations;
  private final Contents contents;
  private final Quotas quotas;
  private final Tables tables;

  FileService(
      Files files,
      DatasetVersions datasets,
      Jobs jobs,
      TenantTransactions transactions,
      ArtifactStore artifacts,
      Evaluations evaluations,
      Contents contents,
      Quotas quotas,
      Tables tables) {
    this.files = files;
    this.datasets = datasets;
    this.jobs = jobs;
    this.transactions = transactions;
    this.artifacts = artifacts;
    this.evaluations = evaluations;
    this.contents = contents;
    this.quotas = quotas;
    this.tables = tables;
  }

  /**
   * Validates a file and keeps it, of a table its rows, too.
   *
   * @throws InvalidInputException with all bad rows; then nothing is kept
   * @throws QuotaExceededException if the tenant has no room for it
   */
  public FileObject keep(TenantId tenant, NewFile file) throws IOException {
    try (FileRows rows = tables.rows(file)) {
      DatasetReport report = validate(rows);
      String format = Objects.requireNonNull(report.format(), "A valid file has a format").name();
      return register(
          tenant,
          file,
          rows,
          kept -> {
            datasets.register(tenant, kept.trained(), format, report.rows());
            return view(
                files.create(
                    tenant, file.name(), file.purpose(), file.bytes(), kept.file(), kept.rows()));
          });
    }
  }

  /**
   * What is in the artifact store.
   *
   * @param rows of a table; null for JSON lines
   */
  private record Kept(ContentHash file, @Nullable TableRowsContent rows) {
    ContentHash trained() {
      return rows == null ? file : rows.hash();
    }

    static Kept of(FileEntity file) {
      String rows = file.rowsHash;
      return new Kept(
          new ContentHash(file.contentHash),
          rows == null ? null : new TableRowsContent(new ContentHash(rows), file.rowsBytes));
    }

    /** In one order, so that two who lock them do not wait for each other. */
    List<ContentHash> contents() {
      return Stream.of(file, trained())
          .distinct()
          .sorted(Comparator.comparing(ContentHash::hex))
          .toList();
    }
  }

  /**
   * Equal bytes may be removed by others until they are registered here; then they are put again.
   */
  private FileObject register(
      TenantId tenant, NewFile file, FileRows rows, Function<Kept, FileObject> registration)
      throws IOException {
    Optional<FileObject> registered = Optional.empty();
    while (registered.isEmpty()) {
      Kept kept = put(file, rows);
      try {
        registered =
            transactions.call(
                tenant,
                () -> {
                  kept.contents().forEach(hash -> contents.lock(tenant, hash));
                  if (!kept.contents().stream().allMatch(this::isKept)) {
                    return Optional.empty();
                  }
                  file.beforeRegistration().run();
                  FileObject registeredFile = registration.apply(kept);
                  file.afterRegistration().accept(registeredFile);
                  quotas.requireStorage(tenant, 0); // a table's rows came to it
                  return Optional.of(registeredFile);
                });
      } catch (QuotaExceededException e) {
        removeUnused(tenant, kept);
        throw e;
      }
    }
    return registered.get();
  }

  private Kept put(NewFile file, FileRows rows) throws IOException {
    Long bytes = rows.tableBytes();
    return new Kept(
        put(file.content()),
        bytes == null ? null : new TableRowsContent(put(rows.content()), bytes));
  }

  private ContentHash put(NewFile.Content content) throws IOException {
    try (InputStream in = content.open()) {
      return artifacts.put(in);
    }
  }

  private void removeUnused(TenantId tenant, Kept kept) {
    kept.contents().forEach(hash -> contents.removeUnused(tenant, hash, () -> remove(hash)));
  }

  private boolean isKept(ContentHash hash) {
    try {
      return artifacts.contains(hash);
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be read", e);
    }
  }

  private static DatasetReport validate(FileRows rows) throws IOException {
    try (InputStream in = rows.content().open()) {
      DatasetReport report = DatasetScanner.validate(in);
      InvalidInputException.throwIfAny(report.toProblems("file"));
      return report;
    }
  }

  Page<FileObject> list(TenantId tenant, FileQuery query) {
    int limit = query.page().limit();
    List<FileObject> found =
        files.list(tenant, query.purpose(), query.order(), query.page().after(), limit + 1).stream()
            .map(FileService::view)
            .toList();
    return Page.cut(found, limit, FileObject::id);
  }

  /**
   * One file.
   *
   * @throws ApiException if there is none with this id
   */
  public FileObject get(TenantId tenant, String id) {
    return view(find(tenant, id));
  }

  /** The bytes; whoever reads them closes the stream. */
  FileContent content(TenantId tenant, String id) throws IOException {
    FileEntity file = find(tenant, id);
    return new FileContent(artifacts.open(new ContentHash(file.contentHash)), file.bytes);
  }

  /**
   * Forgets a file, and its bytes unless something else has equal ones.
   *
   * @throws ApiException if there is no such file, or something that has not ended reads it
   */
  Deleted delete(TenantId tenant, String id) {
    Kept deleted =
        transactions.call(
            tenant,
            () -> {
              Kept kept = Kept.of(find(tenant, id));
              kept.contents().forEach(hash -> contents.lock(tenant, hash));
              requireUnused(tenant, id);
              files.delete(tenant, id);
              return kept;
            });
    removeUnused(tenant, deleted);
    return new Deleted(id, "file", true);
  }

  private void requireUnused(TenantId tenant, String id) {
    List<String> users = new ArrayList<>();
    jobs.unfinishedOn(tenant, id).forEach(job -> users.add(job.id));
    evaluations.unfinishedOn(tenant, id).forEach(evaluation -> users.add(evaluation.id));
    if (!users.isEmpty()) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "File %s is read by what has not ended: %s; cancel or await them first."
              .formatted(id, users),
          "file_id",
          "file_in_use");
    }
  }

  private void remove(ContentHash content) {
    try {
      artifacts.delete(content);
    } catch (IOException e) {
      throw new UncheckedIOException("The bytes of a file cannot be removed", e);
    }
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
