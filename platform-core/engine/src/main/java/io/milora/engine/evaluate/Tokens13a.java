package io.milora.engine.evaluate;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Splits text as mteval-v13a does, sacrebleu's default. Steps and expressions are those of
 * sacrebleu's {@code tokenizer_13a.py} and {@code tokenizer_re.py}.
 */
final class Tokens13a {
  private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -\\&\\(-\\+:-@/])");
  private static final Pattern POINT_NOT_AFTER_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern POINT_NOT_BEFORE_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

  /** What Python takes for white space. */
  private static final Pattern SPACE = Pattern.compile("(?U)[\\s\\x1c-\\x1f]+");

  private Tokens13a() {}

  static List<String> of(String text) {
    String line =
        text.stripTrailing()
            .replace("<skipped>", "")
            .replace("-\n", "")
            .replace("\n", " ")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    line = SYMBOL.matcher(" " + line + " ").replaceAll(" $1 ");
    line = POINT_NOT_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
    line = POINT_NOT_BEFORE_DIGIT.matcher(line).replaceAll(" $1 $2");
    line = DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
    Stream<String> tokens = SPACE.splitAsStream(line);
    return tokens.filter(token -> !token.isEmpty()).toList();
  }
}
