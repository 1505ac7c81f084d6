package io.milora.console.adapters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A model card as a part of a page. */
final class ModelCard {
  private static final Pattern HEAD = Pattern.compile("\\A---\\n.*?\\n---\\n", Pattern.DOTALL);
  private static final Pattern TITLE = Pattern.compile("(?m)^# .*\\n");
  private static final Pattern SUBTITLE = Pattern.compile("(?m)^## ");
  private static final Pattern NAMELESS = Pattern.compile("(?m)^\\| \\| \\|$");
  private static final Pattern HALF_NAMED = Pattern.compile("(?m)^\\| \\| (.*?)(\\|  \\|)?$");

  private ModelCard() {}

  /** Without what is for other programs, and the title, which the view has; columns get names. */
  static String body(String card) {
    String body = HEAD.matcher(card).replaceFirst("");
    body = TITLE.matcher(body).replaceFirst("");
    body = SUBTITLE.matcher(body).replaceAll("### ");
    body = NAMELESS.matcher(body).replaceAll("| What | Value |");
    return HALF_NAMED
        .matcher(body)
        .replaceAll(found -> Matcher.quoteReplacement(named(found.group(1), found.group(2))));
  }

  private static String named(String columns, @Nullable String alone) {
    return "| Measure | " + columns + (alone == null ? "" : "| Compared with |");
  }
}
