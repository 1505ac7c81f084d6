package io.milora.cli.bench;

import java.util.List;

/**
 * What one process of a contender measured.
 *
 * @param round from 1
 * @param tokensPerSecond every figure that it gave, in order
 * @param peakBytes most memory that it held resident
 */
record Run(String system, String work, int round, List<Double> tokensPerSecond, long peakBytes) {
  Run {
    tokensPerSecond = List.copyOf(tokensPerSecond);
  }
}
