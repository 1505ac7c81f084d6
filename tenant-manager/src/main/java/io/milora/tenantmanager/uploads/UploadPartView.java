package io.milora.tenantmanager.uploads;

import io.milora.persistence.UploadPartEntity;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A part as OpenAI shows it, and its size.
 *
 * @param createdAt seconds since 1970
 */
@Schema(name = "UploadPart")
public record UploadPartView(
    String id, String object, long createdAt, String uploadId, long bytes) {
  static UploadPartView of(UploadPartEntity part) {
    return new UploadPartView(
        part.id, "upload.part", part.createdAt.getEpochSecond(), part.uploadId, part.bytes);
  }
}
