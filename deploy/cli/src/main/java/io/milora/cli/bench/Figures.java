package io.milora.cli.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All runs of a bench, summed up by system and work. Immutable. */
record Figures(List<Run> runs) {
  Figures {
    runs = List.copyOf(runs);
  }

  /** A system at a work. */
  record Series(String system, String work) {}

  /**
   * The middle and the ends of some measurements.
   *
   * @param median mean of the two in the middle where there is an even number
   */
  record Spread(double median, double min, double max) {
    static Spread of(List<Double> values) {
      List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
      int upper = sorted.size() / 2;
      int lower = (sorted.size() - 1) / 2;
      return new Spread(
          (sorted.get(lower) + sorted.get(upper)) / 2, sorted.getFirst(), sorted.getLast());
    }
  }

  /** In the order in which they were first run. */
  List<Series> series() {
    return runs.stream().map(run -> new Series(run.system(), run.work())).distinct().toList();
  }

  /** All values of all rounds; empty if it was not measured. */
  Optional<Spread> values(Series series) {
    return spread(of(series).stream().flatMap(run -> run.values().stream()).toList());
  }

  /** What its values count; the series must have been measured. */
  Unit unit(Series series) {
    return of(series).getFirst().unit();
  }

  /** Peak memory in bytes over all rounds; empty if it was not measured. */
  Optional<Spread> memory(Series series) {
    return spread(
        of(series).stream()
            .map(Run::peakBytes)
            .filter(Objects::nonNull)
            .map(Long::doubleValue)
            .toList());
  }

  private List<Run> of(Series series) {
    return runs.stream()
        .filter(r -> r.system().equals(series.system()) && r.work().equals(series.work()))
        .toList();
  }

  private static Optional<Spread> spread(List<Double> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /**
   * Quotients of medians.
   *
   * @param name as in the JSON report
   * @param meaning what is compared, in plain words
   */
  record Ratio(String name, Series above, Series below, Quantity of, String meaning) {}

  /** What is compared. */
  enum Quantity {
    VALUES,
    MEMORY
  }

  /** Those of which both sides were measured, by name. */
  Map<String, Double> ratios(List<Ratio> wanted) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (Ratio ratio : wanted) {
      Optional<Spread> above = quantity(ratio.of(), ratio.above());
      Optional<Spread> below = quantity(ratio.of(), ratio.below());
      if (above.isPresent() && below.isPresent()) {
        found.put(ratio.name(), above.get().median() / below.get().median());
      }
    }
    return found;
  }

  private Optional<Spread> quantity(Quantity quantity, Series series) {
    return switch (quantity) {
      case VALUES -> values(series);
      case MEMORY -> memory(series);
    };
  }
}
