package io.milora.tenantmanager.adapters;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.tenantmanager.http.FormFields;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.multipart.FileItem;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/**
 * An adapter that somebody sends.
 *
 * @param archive its folder as a zip; goes with the request
 * @param baseModel that it is to be served on
 * @param suffix part of its model's name; null for none
 */
record NewAdapter(FileItem archive, String baseModel, @Nullable String suffix) {
  private static final Pattern SUFFIX = Pattern.compile("[a-z0-9-]{1,64}");

  /**
   * Reads the form.
   *
   * @throws InvalidInputException with everything that is wrong with it
   */
  static NewAdapter of(MultipartFormDataInput form) {
    FormFields fields = new FormFields(form, Set.of("file", "model", "suffix"));
    String model = fields.requiredText("model");
    String suffix = fields.text("suffix");
    if (suffix != null && !SUFFIX.matcher(suffix).matches()) {
      fields.report(
          Problem.outOfRange("suffix", "'" + suffix + "'", "1 to 64 characters of a-z, 0-9 and -"));
    }
    FormValue file = fields.file("file");
    fields.finish();
    return new NewAdapter(
        Objects.requireNonNull(file, "Neither a file nor a problem").getFileItem(), model, suffix);
  }
}
