package io.milora.tenantmanager.files;

import io.milora.http.ApiException;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.FileObject;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.tenantmanager.http.BodyLimit;
import io.milora.tenantmanager.http.Idempotency;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** A file that arrives in one request. */
@ApplicationScoped
class SingleUpload {
  private final UploadReader reader;
  private final FileService files;
  private final Quotas quotas;
  private final BodyLimit limit;
  private final Idempotency idempotency;

  SingleUpload(
      UploadReader reader,
      FileService files,
      Quotas quotas,
      BodyLimit limit,
      Idempotency idempotency) {
    this.reader = reader;
    this.files = files;
    this.quotas = quotas;
    this.limit = limit;
    this.idempotency = idempotency;
  }

  /**
   * Validates the file and keeps it, once if the client names the request.
   *
   * @param key the client's name of the request, or null
   * @throws InvalidInputException with everything that is wrong with the form, or all bad rows
   * @throws ApiException if the file is too large, or the name is that of another request
   * @throws QuotaExceededException if the tenant has no room for it
   */
  Response keep(TenantId tenant, @Nullable String key, MultipartFormDataInput form)
      throws IOException {
    Upload upload = reader.read(form);
    limit.checkFile(upload.content().getFileSize());
    return idempotency.once(
        tenant,
        "POST /v1/files",
        key,
        upload.content(),
        List.of(upload.filename(), upload.purpose().wireName()),
        last -> keep(tenant, upload, last));
  }

  private FileObject keep(TenantId tenant, Upload upload, Consumer<Object> last)
      throws IOException {
    long bytes = upload.content().getFileSize();
    quotas.requireStorage(tenant, bytes);
    return files.keep(
        tenant,
        new NewFile(
            upload.filename(),
            upload.purpose(),
            bytes,
            upload.content()::getInputStream,
            () -> quotas.requireStorage(tenant, bytes),
            last::accept));
  }
}
