package io.milora.cli.bench;

import io.milora.engine.text.Example;
import java.nio.file.Path;
import java.util.List;

/**
 * What one process measures, handed to it as a JSON file; the peer's script reads the same.
 *
 * @param base path of the base model
 * @param system whom of ours
 * @param rank of all seven modules' pairs
 * @param threads that compute
 * @param batchSize rows of an optimiser step
 * @param timing what one figure covers
 * @param order how several jobs go
 * @param jobs the rows of each job; one epoch
 */
record TrainTask(
    Path base,
    TrainSystem system,
    int rank,
    int threads,
    int batchSize,
    Timing timing,
    Order order,
    List<List<Example>> jobs) {
  TrainTask {
    jobs = List.copyOf(jobs);
  }

  /** The same with jobs in another order. */
  TrainTask with(Order other) {
    return new TrainTask(base, system, rank, threads, batchSize, timing, other, jobs);
  }

  /** What one figure covers. */
  enum Timing {
    /** One optimiser step; the first of the run warms up. */
    STEP,
    /** All jobs from beginning to end; two steps on the first rows warm up. */
    WHOLE
  }

  /** How several jobs go. */
  enum Order {
    SEQUENCE,
    AT_ONCE
  }
}
