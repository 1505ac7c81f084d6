package io.milora.trainingworker;

import io.milora.engine.evaluate.EvaluationRow;
import io.milora.engine.text.Example;
import io.milora.model.ContentHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to measure with.
 *
 * @param dataset identity of what they were read from: measurements on equal ones can be compared;
 *     null if there are none
 * @param rows may be empty
 */
record DevRows(@Nullable ContentHash dataset, List<EvaluationRow> rows) {
  /** Nothing to measure with. */
  static final DevRows NONE = new DevRows(null, List.of());

  DevRows {
    rows = List.copyOf(rows);
    if ((dataset == null) != rows.isEmpty()) {
      throw new IllegalArgumentException("Rows come from a dataset, and a dataset has rows");
    }
  }

  /** The rows' tokens. */
  List<Example> examples() {
    return rows.stream().map(EvaluationRow::example).toList();
  }
}
