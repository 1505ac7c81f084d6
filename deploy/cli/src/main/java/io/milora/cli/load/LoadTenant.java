package io.milora.cli.load;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of those who ask.
 *
 * @param name in reports
 * @param key API key
 * @param model what it asks
 * @param weight its share of all requests, relative to the others'; above 0
 */
record LoadTenant(String name, String key, String model, double weight) {
  private static final Pattern FORM =
      Pattern.compile("([^=]+)=([^@]+)@([^*]+)(?:\\*([0-9]+(?:\\.[0-9]+)?))?");

  /**
   * Of NAME=KEY@MODEL or NAME=KEY@MODEL*WEIGHT.
   *
   * @throws InvalidInputException for anything else
   */
  static LoadTenant parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw refused(text);
    }
    double weight = form.group(4) == null ? 1 : Double.parseDouble(form.group(4));
    if (weight <= 0) {
      throw refused(text);
    }
    return new LoadTenant(form.group(1), form.group(2), form.group(3), weight);
  }

  private static InvalidInputException refused(String text) {
    // The key is a secret: what stands behind the name is not repeated.
    String name = text.substring(0, Math.max(0, text.indexOf('=')));
    return new InvalidInputException(
        Problem.outOfRange(
            "--key",
            name + "=…",
            "NAME=KEY@MODEL, or NAME=KEY@MODEL*WEIGHT with a weight above 0 (1)"));
  }

  /** Hides the key. */
  @Override
  public String toString() {
    return "LoadTenant[%s, %s, %s]".formatted(name, model, weight);
  }
}
