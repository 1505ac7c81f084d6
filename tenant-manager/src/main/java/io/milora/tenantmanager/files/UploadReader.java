package io.milora.tenantmanager.files;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.FilePurpose;
import io.milora.tenantmanager.http.FormFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Set;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** Reads the form of an upload. */
@ApplicationScoped
class UploadReader {
  private static final String FILE = "file";
  private static final String PURPOSE = "purpose";

  /**
   * The upload.
   *
   * @throws InvalidInputException with everything that is wrong with the form
   */
  Upload read(MultipartFormDataInput form) {
    FormFields fields = new FormFields(form, Set.of(FILE, PURPOSE));
    String purpose = fields.requiredText(PURPOSE);
    String wanted = FilePurpose.FINE_TUNE.wireName();
    if (!purpose.isEmpty() && !purpose.equals(wanted)) {
      fields.report(Problem.unknown(PURPOSE, purpose, wanted));
    }
    FormValue file = fields.file(FILE);
    fields.finish();
    FormValue given = Objects.requireNonNull(file, "Neither a file nor a problem");
    return new Upload(given.getFileItem(), FormFields.name(given), FilePurpose.FINE_TUNE);
  }
}
