package io.milora.engine.train;

import io.milora.engine.text.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows that measure an adapter, in batches of like length. Immutable. */
final class DevSet {
  private final List<Batch> batches = new ArrayList<>();
  private final long responseTokens;

  DevSet(List<Example> rows, int batchSize) {
    List<Example> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt(Example::length).reversed());
    for (int start = 0; start < sorted.size(); start += batchSize) {
      batches.add(Batch.of(sorted.subList(start, Math.min(start + batchSize, sorted.size()))));
    }
    responseTokens = rows.stream().mapToLong(row -> row.response().length).sum();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Means over all response tokens. */
  DevScore score(LossProgram program) {
    TokenSums sums = TokenSums.NONE;
    for (Batch batch : batches) {
      sums = sums.plus(program.evaluate(batch));
    }
    return new DevScore(sums.crossEntropy() / responseTokens, sums.right() / responseTokens);
  }
}
