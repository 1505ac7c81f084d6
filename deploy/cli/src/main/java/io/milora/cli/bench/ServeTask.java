package io.milora.cli.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What one process measures of the serving engine, handed to it as a JSON file.
 *
 * @param base path of the base model
 * @param graphs folder where the engine keeps its graphs
 * @param rank of all seven modules' pairs
 * @param threads that compute
 * @param batches how many requests are decoded together, each with an adapter of its own
 * @param promptTokens before the first decoded one
 * @param newTokens decoded for one figure
 * @param prefillTokens of prompts whose reading is timed; none if it is not
 * @param repeats figures of each work; all works take turns
 */
record ServeTask(
    Path base,
    Path graphs,
    int rank,
    int threads,
    List<Integer> batches,
    int promptTokens,
    int newTokens,
    List<Integer> prefillTokens,
    int repeats) {
  ServeTask {
    batches = List.copyOf(batches);
    prefillTokens = List.copyOf(prefillTokens);
  }

  /** Name of the work of decoding so many requests. */
  static String decode(int batch) {
    return batch == 1 ? "decode 1" : "decode %d different".formatted(batch);
  }

  /** Name of the work of reading a prompt. */
  static String prefill(int tokens) {
    return "prefill " + tokens;
  }
}
