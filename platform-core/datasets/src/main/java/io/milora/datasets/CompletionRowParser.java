package io.milora.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** Reads {@code {"prompt": ..., "completion": ...}}. */
final class CompletionRowParser {
  static final String PROMPT = "prompt";
  static final String COMPLETION = "completion";
  private static final Set<String> FIELDS = Set.of(PROMPT, COMPLETION);

  private CompletionRowParser() {}

  static Optional<CompletionRow> parse(JsonNode row, FaultSink faults) {
    Fields.refuseOthers(row, FIELDS, "the row", faults);
    String prompt = Fields.text(row, PROMPT, "the row", RowFault.EMPTY_CONTENT, faults);
    String completion = Fields.text(row, COMPLETION, "the row", RowFault.EMPTY_RESPONSE, faults);
    return prompt == null || completion == null
        ? Optional.empty()
        : Optional.of(new CompletionRow(prompt, completion));
  }
}
