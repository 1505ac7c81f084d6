package io.milora.tenantmanager.uploads;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Page;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.persistence.TenantTransactions;
import io.milora.persistence.UploadEntity;
import io.milora.persistence.UploadPartEntity;
import io.milora.persistence.Uploads;
import io.milora.tenantmanager.files.FileService;
import io.milora.tenantmanager.files.NewFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Files that arrive in parts, so that a broken connection costs one part. The announced size counts
 * as storage from the beginning.
 */
@ApplicationScoped
class UploadService {
  /** How long an upload may take. */
  static final Duration LIFETIME = Duration.ofDays(1);

  private final Uploads uploads;
  private final PartStore parts;
  private final FileService files;
  private final Quotas quotas;
  private final TenantTransactions transactions;

  UploadService(
      Uploads uploads,
      PartStore parts,
      FileService files,
      Quotas quotas,
      TenantTransactions transactions) {
    this.uploads = uploads;
    this.parts = parts;
    this.files = files;
    this.quotas = quotas;
    this.transactions = transactions;
  }

  /**
   * Begins an upload.
   *
   * @throws QuotaExceededException if the tenant has no room for it
   */
  UploadView create(TenantId tenant, UploadEntity upload) {
    return transactions.call(
        tenant,
        () -> {
          quotas.requireStorage(tenant, upload.bytes);
          return UploadView.of(uploads.create(tenant, upload), null);
        });
  }

  UploadView get(TenantId tenant, String id) {
    return view(tenant, find(tenant, id));
  }

  /** What has arrived, so that a client can go on after a break. */
  Page<UploadPartView> parts(TenantId tenant, String id) {
    find(tenant, id);
    List<UploadPartView> arrived =
        uploads.parts(tenant, id).stream().map(UploadPartView::of).toList();
    return Page.of(arrived, false, UploadPartView::id);
  }

  /**
   * Adds a part; parts may arrive in any order and side by side.
   *
   * @param bytes its size
   * @throws ApiException if there is no such upload, or it has ended
   * @throws InvalidInputException if more would arrive than was announced
   */
  UploadPartView add(TenantId tenant, String id, long bytes, InputStream content)
      throws IOException {
    requireRoom(tenant, requireOpen(find(tenant, id)), bytes); // before it takes any
    String partId = PublicId.UPLOAD_PART.next();
    parts.put(partId, content);
    try {
      return transactions.call(
          tenant,
          () -> {
            requireRoom(tenant, requireOpen(lock(tenant, id)), bytes);
            return UploadPartView.of(uploads.addPart(tenant, id, partId, bytes));
          });
    } catch (RuntimeException e) {
      parts.delete(List.of(partId));
      throw e;
    }
  }

  /** Parts that were sent twice are fine, a disk full of them is not. */
  private void requireRoom(TenantId tenant, UploadEntity upload, long bytes) {
    long arrived = uploads.parts(tenant, upload.id).stream().mapToLong(part -> part.bytes).sum();
    if (arrived + bytes > 2 * upload.bytes) {
      throw new InvalidInputException(
          new Problem(
              "data",
              "too_many_bytes",
              "With this part %d bytes would have arrived; the upload was announced with %d. Complete it, or begin a new one."
                  .formatted(arrived + bytes, upload.bytes)));
    }
  }

  /**
   * Puts the parts together, validates the file and keeps it. If that fails, the upload stays open.
   *
   * @throws ApiException if there is no such upload, or it has ended
   * @throws InvalidInputException if parts are unknown, size or MD5 are not as announced, or with
   *     all bad rows
   */
  UploadView complete(TenantId tenant, String id, UploadRequests.Completion completion)
      throws IOException {
    UploadEntity upload = requireOpen(find(tenant, id));
    List<UploadPartEntity> arrived = uploads.parts(tenant, id);
    check(upload, arrived, completion);
    NewFile.Content content = () -> parts.open(completion.partIds());
    if (completion.md5() != null) {
      Md5.require(content, completion.md5());
    }
    FileObject file =
        files.keep(
            tenant,
            new NewFile(
                upload.filename,
                upload.purpose,
                upload.bytes,
                content,
                () -> requireOpen(lock(tenant, id)),
                kept -> end(lock(tenant, id), UploadEntity.Status.COMPLETED, kept.id())));
    parts.delete(arrived.stream().map(part -> part.id).toList());
    return UploadView.of(find(tenant, id), file);
  }

  private static void check(
      UploadEntity upload, List<UploadPartEntity> arrived, UploadRequests.Completion completion) {
    Map<String, UploadPartEntity> byId =
        arrived.stream().collect(Collectors.toMap(part -> part.id, Function.identity()));
    List<Problem> problems = new ArrayList<>();
    long bytes = 0;
    for (String partId : completion.partIds()) {
      UploadPartEntity part = byId.remove(partId);
      if (part == null) {
        problems.add(
            new Problem(
                "part_ids",
                "unknown_part",
                "Upload %s has no part '%s', or it is named twice.".formatted(upload.id, partId)));
      } else {
        bytes += part.bytes;
      }
    }
    if (problems.isEmpty() && bytes != upload.bytes) {
      problems.add(
          new Problem(
              "part_ids",
              "size_mismatch",
              "The parts have %d bytes together; the upload was announced with %d."
                  .formatted(bytes, upload.bytes)));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /**
   * Ends an upload and forgets its parts.
   *
   * @throws ApiException if there is no such upload, or it has ended
   */
  UploadView cancel(TenantId tenant, String id) {
    List<UploadPartEntity> arrived =
        transactions.call(
            tenant,
            () -> {
              end(requireOpen(lock(tenant, id)), UploadEntity.Status.CANCELLED, null);
              return uploads.parts(tenant, id);
            });
    parts.delete(arrived.stream().map(part -> part.id).toList());
    return get(tenant, id);
  }

  private static void end(
      UploadEntity upload, UploadEntity.Status status, @Nullable String fileId) {
    upload.status = status;
    upload.fileId = fileId;
  }

  private UploadView view(TenantId tenant, UploadEntity upload) {
    return UploadView.of(upload, upload.fileId == null ? null : files.get(tenant, upload.fileId));
  }

  private UploadEntity find(TenantId tenant, String id) {
    return uploads.find(tenant, id).orElseThrow(() -> notFound(id));
  }

  private UploadEntity lock(TenantId tenant, String id) {
    return uploads.lock(tenant, id).orElseThrow(() -> notFound(id));
  }

  private static UploadEntity requireOpen(UploadEntity upload) {
    if (!upload.isOpen()) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "Upload %s is %s; begin a new one."
              .formatted(upload.id, UploadView.of(upload, null).status()),
          "upload_id",
          "upload_ended");
    }
    return upload;
  }

  private static ApiException notFound(String id) {
    return ApiException.notFound("No such upload: " + id, "upload_id", "upload_not_found");
  }
}
