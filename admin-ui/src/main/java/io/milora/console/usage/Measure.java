package io.milora.console.usage;

import io.milora.console.platform.UsageReport;
import java.util.function.ToLongFunction;

/** What is counted. */
enum Measure {
  REQUESTS("Requests", UsageReport.Line::requests),
  TOKENS("Tokens", line -> line.promptTokens() + line.completionTokens()),
  ERRORS("Errors", UsageReport.Line::errors);

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final ToLongFunction<UsageReport.Line> count;

  Measure(String label, ToLongFunction<UsageReport.Line> count) {
    this.label = label;
    this.count = count;
  }

  String label() {
    return label;
  }

  long of(UsageReport.Line line) {
    return count.applyAsLong(line);
  }
}
