package io.milora.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs contenders in turn, again and again: whatever else the machine does meets all of them alike.
 */
final class Rounds {
  private Rounds() {}

  /**
   * All runs, in the order in which they were made.
   *
   * @param rounds 1 or more
   * @param watcher is told of each run
   */
  static List<Run> run(List<? extends Contender> contenders, int rounds, Consumer<Run> watcher)
      throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (Contender contender : contenders) {
        for (Run run : contender.run(round)) {
          watcher.accept(run);
          runs.add(run);
        }
      }
    }
    return runs;
  }
}
