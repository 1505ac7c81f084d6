package io.milora.tenantmanager.files;

import io.milora.http.ApiException;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.FileObject;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.tenantmanager.http.BodyLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** A file that arrives in one request. */
@ApplicationScoped
class SingleUpload {
  private final UploadReader reader;
  private final FileService files;
  private final Quotas quotas;
  private final BodyLimit limit;

  SingleUpload(UploadReader reader, FileService files, Quotas quotas, BodyLimit limit) {
    this.reader = reader;
    this.files = files;
    this.quotas = quotas;
    this.limit = limit;
  }

  /**
   * Validates the file and keeps it.
   *
   * @throws InvalidInputException with everything that is wrong with the form, or all bad rows
   * @throws ApiException if the file is too large
   * @throws QuotaExceededException if the tenant has no room for it
   */
  FileObject keep(TenantId tenant, MultipartFormDataInput form) throws IOException {
    Upload upload = reader.read(form);
    long bytes = upload.content().getFileSize();
    limit.checkFile(bytes);
    quotas.requireStorage(tenant, bytes);
    return files.keep(
        tenant,
        new NewFile(
            upload.filename(),
            upload.purpose(),
            bytes,
            upload.content()::getInputStream,
            () -> quotas.requireStorage(tenant, bytes),
            kept -> {}));
  }
}
