package io.milora.engine.evaluate;

import io.milora.model.evaluation.ModelScores;
import io.milora.model.evaluation.WorstRow;
import java.util.List;

/**
 * What was measured of one model.
 *
 * @param worst the rows of greatest loss, the worst first
 */
public record Measurement(ModelScores scores, List<WorstRow> worst) {
  public Measurement {
    worst = List.copyOf(worst);
  }
}
