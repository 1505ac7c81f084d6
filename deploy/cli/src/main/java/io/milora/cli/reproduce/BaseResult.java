package io.milora.cli.reproduce;

import java.util.List;

/**
 * How the base model answers without adapter.
 *
 * @param scores one for each task
 */
record BaseResult(List<CellResult.TaskScore> scores) {
  BaseResult {
    scores = List.copyOf(scores);
  }
}
