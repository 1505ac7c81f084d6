package io.milora.tenantmanager.uploads;

import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import io.milora.persistence.UploadEntity;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An upload as OpenAI shows it. Times are seconds since 1970.
 *
 * @param bytes of all parts together, as announced
 * @param status pending, completed, cancelled or expired
 * @param file what it became, once it is completed
 */
@Schema(name = "Upload")
public record UploadView(
    String id,
    String object,
    long bytes,
    long createdAt,
    String filename,
    FilePurpose purpose,
    String status,
    long expiresAt,
    @Nullable FileObject file) {
  static UploadView of(UploadEntity upload, @Nullable FileObject file) {
    boolean expired = upload.status == UploadEntity.Status.PENDING && !upload.isOpen();
    return new UploadView(
        upload.id,
        "upload",
        upload.bytes,
        upload.createdAt.getEpochSecond(),
        upload.filename,
        upload.purpose,
        expired ? "expired" : upload.status.name().toLowerCase(Locale.ROOT),
        upload.expiresAt.getEpochSecond(),
        file);
  }
}
