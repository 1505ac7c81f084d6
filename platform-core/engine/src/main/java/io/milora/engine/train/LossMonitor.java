package io.milora.engine.train;

import io.milora.engine.train.TrainingDivergedException.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds out that a run has gone astray though its loss is still a number. A loss has exploded when
 * the last three steps each gave more than ten times the median of the (up to) 50 before them, and
 * more than ln V, what guessing among V tokens costs. With fewer than ten steps before, nothing is
 * said. Confined to the run's thread.
 */
final class LossMonitor {
  private static final int STREAK = 3;
  private static final int WINDOW = 50;
  private static final int FEWEST = 10;
  private static final double TIMES = 10;

  private final double guessing;
  private final List<Double> recent;

  /**
   * A monitor.
   *
   * @param vocabulary V
   * @param recent losses of the steps before, oldest first; empty at the beginning
   */
  LossMonitor(int vocabulary, List<Double> recent) {
    guessing = Math.log(vocabulary);
    this.recent = new ArrayList<>(recent);
  }

  /** Losses of the last steps, oldest first, nats; what a resumed run needs to know. */
  List<Double> recent() {
    return List.copyOf(recent);
  }

  /**
   * Takes a step's loss into account.
   *
   * @param step from 1
   * @param rows of its batch
   * @throws TrainingDivergedException if the loss has exploded
   */
  void add(int step, List<Integer> rows, double loss) {
    recent.add(loss);
    if (recent.size() > WINDOW + STREAK) {
      recent.removeFirst();
    }
    int before = recent.size() - STREAK;
    if (before < FEWEST) {
      return;
    }
    double limit = Math.max(TIMES * median(recent.subList(0, before)), guessing);
    if (recent.subList(before, recent.size()).stream().allMatch(l -> l > limit)) {
      throw new TrainingDivergedException(
          step,
          Source.TRAINING,
          rows,
          String.format(
              Locale.ROOT,
              "loss %.3f, the third in a row above %.3f (ten times the median of the steps before,"
                  + " and what guessing costs),",
              loss,
              limit));
    }
  }

  private static double median(List<Double> losses) {
    return losses.stream().sorted().skip(losses.size() / 2).findFirst().orElseThrow();
  }
}
