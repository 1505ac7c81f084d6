package io.milora.tenantmanager.files;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.FilePurpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** Reads the form of an upload. */
@ApplicationScoped
class UploadReader {
  private static final String FILE = "file";
  private static final String PURPOSE = "purpose";
  private static final Set<String> FIELDS = Set.of(FILE, PURPOSE);
  private static final int MAX_NAME = 255;

  /**
   * The upload.
   *
   * @throws InvalidInputException with everything that is wrong with the form
   */
  Upload read(MultipartFormDataInput form) {
    Map<String, Collection<FormValue>> values = form.getValues();
    List<Problem> problems = new ArrayList<>();
    for (String name : values.keySet()) {
      if (!FIELDS.contains(name)) {
        problems.add(
            new Problem(
                name,
                "unknown_parameter",
                "Unknown form field " + name + "; allowed: file, purpose."));
      }
    }
    checkPurpose(only(values, PURPOSE, problems), problems);
    FormValue file = only(values, FILE, problems);
    String filename = file == null ? "" : filename(file, problems);
    InvalidInputException.throwIfAny(problems);
    if (file == null) {
      throw new IllegalStateException("Neither a file nor a problem");
    }
    return new Upload(file.getFileItem(), filename, FilePurpose.FINE_TUNE);
  }

  private static @Nullable FormValue only(
      Map<String, Collection<FormValue>> values, String name, List<Problem> problems) {
    Collection<FormValue> given = values.getOrDefault(name, List.of());
    if (given.size() != 1) {
      problems.add(
          new Problem(
              name,
              given.isEmpty() ? "missing_required_parameter" : "invalid_value",
              "The form has " + given.size() + " fields '" + name + "'; exactly one is needed."));
      return null;
    }
    return given.iterator().next();
  }

  private static void checkPurpose(@Nullable FormValue purpose, List<Problem> problems) {
    String wanted = FilePurpose.FINE_TUNE.wireName();
    if (purpose != null && (purpose.isFileItem() || !wanted.equals(purpose.getValue()))) {
      String given = purpose.isFileItem() ? "a file" : purpose.getValue();
      problems.add(Problem.unknown(PURPOSE, given, wanted));
    }
  }

  private static String filename(FormValue file, List<Problem> problems) {
    String given = file.getFileName();
    if (!file.isFileItem() || given == null) {
      problems.add(
          new Problem(
              FILE, "invalid_type", "The form field 'file' must carry a file with its name."));
      return "";
    }
    // Some clients send a path; only its last part is the name.
    String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    if (name.isBlank() || name.length() > MAX_NAME) {
      problems.add(
          Problem.outOfRange("file name", "'" + name + "'", "1 to " + MAX_NAME + " characters"));
    }
    return name;
  }
}
