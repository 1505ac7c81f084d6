package io.milora.tenantmanager.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.FilePurpose;
import io.milora.persistence.UploadEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads what is asked of uploads, and says everything that is wrong with it. */
@ApplicationScoped
class UploadRequests {
  private static final int MAX_NAME = 255;
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

  private final ObjectMapper json;
  private final long maxBytes;

  UploadRequests(
      ObjectMapper json, @ConfigProperty(name = "milora.uploads.max-bytes") long maxBytes) {
    this.json = json;
    this.maxBytes = maxBytes;
  }

  /**
   * A new upload, not yet kept.
   *
   * @throws InvalidInputException with all problems
   */
  UploadEntity create(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    UploadEntity upload = new UploadEntity();
    upload.filename = fields.requiredText("filename");
    upload.mimeType = fields.requiredText("mime_type");
    upload.purpose = FilePurpose.FINE_TUNE;
    upload.expiresAt = Instant.now().plus(UploadService.LIFETIME);
    String purpose = fields.requiredText("purpose");
    if (!purpose.isEmpty() && !purpose.equals(FilePurpose.FINE_TUNE.wireName())) {
      fields.report(Problem.unknown("purpose", purpose, FilePurpose.FINE_TUNE.wireName()));
    }
    if (upload.filename.length() > MAX_NAME
        || upload.filename.indexOf('/') >= 0
        || upload.filename.indexOf('\\') >= 0) {
      fields.report(
          Problem.outOfRange(
              "filename",
              "'" + upload.filename + "'",
              "1 to " + MAX_NAME + " characters without / and \\"));
    }
    Long bytes = fields.integer("bytes");
    if (bytes == null || bytes < 1 || bytes > maxBytes) {
      fields.report(
          Problem.outOfRange("bytes", Objects.toString(bytes, "missing"), "1 to " + maxBytes));
    }
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    upload.bytes = Objects.requireNonNullElse(bytes, 0L);
    return upload;
  }

  /**
   * How an upload is put together.
   *
   * @param partIds in the order of the file's bytes
   * @param md5 of the whole file in lower-case hexadecimal, or null if it is not to be checked
   */
  record Completion(List<String> partIds, @Nullable String md5) {}

  /**
   * How an upload is to be put together.
   *
   * @throws InvalidInputException with all problems
   */
  Completion complete(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    List<String> partIds = new ArrayList<>();
    JsonNode given = fields.get("part_ids");
    if (given == null || !given.isArray() || given.isEmpty()) {
      fields.report(
          Problem.outOfRange(
              "part_ids", given == null ? "missing" : given.toString(), "a list of parts' ids"));
    } else {
      given.forEach(id -> partIds.add(id.asText()));
    }
    String md5 = fields.text("md5");
    if (md5 != null && !MD5.matcher(md5).matches()) {
      fields.report(Problem.outOfRange("md5", "'" + md5 + "'", "32 hexadecimal digits"));
    }
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return new Completion(partIds, md5 == null ? null : md5.toLowerCase(Locale.ROOT));
  }
}
