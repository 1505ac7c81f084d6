package io.milora.engine.bench;

import io.milora.model.LoraSettings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Ranks at which methods train as many parameters as each other, or as nearly as ranks allow. */
public final class EqualParameters {
  private EqualParameters() {}

  /**
   * The rank at which a method trains the number of parameters nearest to the wanted one; the
   * smaller rank if two are as near.
   */
  public static int rank(ComparedMethod method, long wanted) {
    int step = method.rankStep();
    return IntStream.rangeClosed(1, LoraSettings.MAX_RANK / step)
        .map(steps -> steps * step)
        .boxed()
        .min(Comparator.comparingLong(rank -> Math.abs(method.parameters(rank) - wanted)))
        .orElseThrow();
  }

  /**
   * Where nobody says a rank: the one from {@code usual} to twice that for the first method at
   * which the others come nearest to it; methods whose ranks go in large steps otherwise learn far
   * more or fewer parameters than the rest.
   *
   * @param methods at least one; the first is the measure
   */
  public static int firstRank(List<ComparedMethod> methods, int usual) {
    ComparedMethod first = methods.getFirst();
    int step = first.rankStep();
    int from = Math.ceilDiv(usual, step) * step;
    return IntStream.rangeClosed(from / step, Math.max(from, 2 * usual) / step)
        .map(steps -> steps * step)
        .boxed()
        .min(Comparator.comparingDouble(rank -> largestDeviation(methods, rank)))
        .orElseThrow();
  }

  private static double largestDeviation(List<ComparedMethod> methods, int firstRank) {
    long wanted = methods.getFirst().parameters(firstRank);
    return methods.stream()
        .mapToDouble(
            method -> Math.abs((double) method.parameters(rank(method, wanted)) / wanted - 1))
        .max()
        .orElseThrow();
  }
}
