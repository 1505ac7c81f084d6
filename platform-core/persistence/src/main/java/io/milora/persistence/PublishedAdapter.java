package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.WorstRow;
import java.util.List;

/**
 * What a finished training gives.
 *
 * @param content the zipped folder in the artifact store
 * @param base hash of the base model's weights it was trained on
 * @param tokenizer hash of the tokenizer
 * @param chatTemplate hash of the chat template
 * @param evaluation what was measured through the served graph
 * @param worst the rows of greatest loss
 * @param results metrics by step
 */
public record PublishedAdapter(
    ContentHash content,
    ContentHash base,
    ContentHash tokenizer,
    ContentHash chatTemplate,
    EvaluationReport evaluation,
    List<WorstRow> worst,
    JobResults results) {
  public PublishedAdapter {
    worst = List.copyOf(worst);
  }
}
