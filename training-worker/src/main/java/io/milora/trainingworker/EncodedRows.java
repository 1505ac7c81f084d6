package io.milora.trainingworker;

import io.milora.engine.text.Example;
import java.util.List;

/**
 * A file as tokens.
 *
 * @param examples in the order of rows
 * @param cut rows whose response was cut off at the greatest length
 */
record EncodedRows(List<Example> examples, int cut) {
  EncodedRows {
    examples = List.copyOf(examples);
  }
}
