package io.milora.cli.bench;

import java.io.IOException;
import java.util.List;

/** Whoever measures something when it is their turn. */
interface Contender {
  /**
   * One turn.
   *
   * @param round from 1
   */
  List<Run> run(int round) throws IOException, InterruptedException;
}
