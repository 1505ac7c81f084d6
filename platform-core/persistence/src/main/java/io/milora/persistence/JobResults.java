package io.milora.persistence;

import io.milora.model.ContentHash;

/**
 * A job's metrics by step, as the file that its tenant gets.
 *
 * @param content the CSV in the artifact store
 * @param bytes its size
 */
public record JobResults(ContentHash content, long bytes) {
  /** As OpenAI calls it. */
  static final String FILENAME = "step_metrics.csv";
}
