package io.milora.trainingworker;

import io.milora.engine.evaluate.EvaluationRow;
import io.milora.engine.text.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A file as tokens.
 *
 * @param examples in the order of rows
 * @param numbers the rows' numbers in the file, from 1
 * @param cut rows whose response was cut off at the greatest length
 */
record EncodedRows(List<Example> examples, List<Long> numbers, int cut) {
  EncodedRows {
    examples = List.copyOf(examples);
    numbers = List.copyOf(numbers);
  }

  /** Rows to measure with. */
  List<EvaluationRow> evaluationRows(@Nullable String domain) {
    return IntStream.range(0, examples.size())
        .mapToObj(i -> new EvaluationRow(numbers.get(i), examples.get(i), domain))
        .toList();
  }
}
