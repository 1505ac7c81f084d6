package io.milora.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a system measured when it was its turn.
 *
 * @param round from 1
 * @param values every figure that it gave, in order; at least one
 * @param peakBytes most memory that its process held resident; null if it has no process of its own
 */
record Run(
    String system,
    String work,
    int round,
    Unit unit,
    List<Double> values,
    @Nullable Long peakBytes) {
  Run {
    values = List.copyOf(values);
  }
}
