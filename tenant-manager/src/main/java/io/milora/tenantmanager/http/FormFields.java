package io.milora.tenantmanager.http;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** Reads a form's fields and collects everything that is wrong with them. Not thread-safe. */
public final class FormFields {
  private static final int MAX_NAME = 255;

  private final Map<String, Collection<FormValue>> values;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Of a form.
   *
   * @param known names; others are problems
   */
  public FormFields(MultipartFormDataInput form, Set<String> known) {
    values = form.getValues();
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        report(
            new Problem(
                name,
                "unknown_parameter",
                "Unknown form field %s; allowed: %s."
                    .formatted(name, String.join(", ", known.stream().sorted().toList()))));
      }
    }
  }

  /** Adds a problem. */
  public void report(Problem problem) {
    problems.add(problem);
  }

  /** A text that must be there; empty, and a problem, if it is not. */
  public String requiredText(String name) {
    FormValue value = only(name);
    return value == null ? "" : text(name, value);
  }

  /** A text that may be there. */
  public @Nullable String text(String name) {
    return values.containsKey(name) ? requiredText(name) : null;
  }

  private String text(String name, FormValue value) {
    if (value.isFileItem()) {
      report(new Problem(name, "invalid_type", "The form field '%s' is a file.".formatted(name)));
      return "";
    }
    return value.getValue();
  }

  /**
   * A file that must be there, with its name.
   *
   * @return null, and a problem, if it is not
   */
  public @Nullable FormValue file(String name) {
    FormValue file = only(name);
    if (file == null) {
      return null;
    }
    if (!file.isFileItem() || file.getFileName() == null) {
      report(
          new Problem(
              name,
              "invalid_type",
              "The form field '%s' must carry a file with its name.".formatted(name)));
      return null;
    }
    String filename = name(file);
    if (filename.isBlank() || filename.length() > MAX_NAME) {
      report(
          Problem.outOfRange(
              "file name", "'" + filename + "'", "1 to " + MAX_NAME + " characters"));
    }
    return file;
  }

  /** A file's name. Some clients send a path; only its last part is the name. */
  public static String name(FormValue file) {
    String given = file.getFileName();
    return given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  }

  private @Nullable FormValue only(String name) {
    Collection<FormValue> given = values.getOrDefault(name, List.of());
    if (given.size() != 1) {
      report(
          new Problem(
              name,
              given.isEmpty() ? "missing_required_parameter" : "invalid_value",
              "The form has " + given.size() + " fields '" + name + "'; exactly one is needed."));
      return null;
    }
    return given.iterator().next();
  }

  /** Throws with all problems, if there are any. */
  public void finish() {
    InvalidInputException.throwIfAny(problems);
  }
}
