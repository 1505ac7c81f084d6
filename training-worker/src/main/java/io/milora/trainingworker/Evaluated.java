package io.milora.trainingworker;

import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.WorstRow;
import java.util.List;

/**
 * What was found of a model.
 *
 * @param worst the rows of greatest loss; empty if there were no rows
 * @param golden what it says to fixed prompts
 */
record Evaluated(EvaluationReport report, List<WorstRow> worst, GoldenOutputs golden) {
  Evaluated {
    worst = List.copyOf(worst);
  }

  /** Whether there were rows to measure with. */
  boolean measured() {
    return report.rows() > 0;
  }
}
