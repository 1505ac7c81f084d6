package io.milora.engine.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which rows each optimiser step sees: every row once an epoch, rows of like length together so
 * that little is padded, batches in random order. A step's rows follow from the seed and the step
 * alone, so a resumed run needs no data cursor. Immutable.
 */
final class BatchOrder {
  /** Batches among whose rows lengths are sorted; more would pad less and mix less. */
  private static final int BATCHES_A_POOL = 8;

  private final int[] lengths;
  private final int batchSize;
  private final long seed;

  /**
   * An order.
   *
   * @param lengths of the rows, tokens; at least one row
   */
  BatchOrder(int[] lengths, int batchSize, long seed) {
    this.lengths = lengths.clone();
    this.batchSize = batchSize;
    this.seed = seed;
  }

  int stepsAnEpoch() {
    return Math.ceilDiv(lengths.length, batchSize);
  }

  /** Indices of the rows of step 0, 1, .., longest first. */
  List<Integer> rows(int step) {
    return epoch(step / stepsAnEpoch()).get(step % stepsAnEpoch());
  }

  private List<List<Integer>> epoch(int epoch) {
    Random random = new Random(Seeds.mix(seed, epoch));
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < lengths.length; row++) {
      rows.add(row);
    }
    Collections.shuffle(rows, random);
    int pool = batchSize * BATCHES_A_POOL;
    for (int start = 0; start < rows.size(); start += pool) {
      rows.subList(start, Math.min(start + pool, rows.size()))
          .sort(Comparator.comparingInt(row -> -lengths[row]));
    }
    List<List<Integer>> batches = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += batchSize) {
      batches.add(List.copyOf(rows.subList(start, Math.min(start + batchSize, rows.size()))));
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
