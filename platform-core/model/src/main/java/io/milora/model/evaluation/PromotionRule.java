package io.milora.model.evaluation;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for an alias to move to another version, for instance {@code accuracy >= current -
 * 0.5 points}.
 *
 * @param metric measured of both on the same dataset
 * @param compareTo the version that the alias stands for, or a constant
 * @param value the constant, in the metric's own unit (shares 0 to 1); null for the current version
 * @param tolerance how much worse is accepted, 0 or more
 * @param unit of the tolerance
 * @param file whose content is the dataset, for people; the file may be gone
 * @param dataset SHA-256 of that content; null for any dataset that both were measured on
 */
public record PromotionRule(
    Metric metric,
    Reference compareTo,
    @Nullable Double value,
    double tolerance,
    Unit unit,
    @Nullable String file,
    @Nullable String dataset) {

  /** What is compared with. */
  public enum Reference {
    CURRENT,
    CONSTANT
  }

  /** What a tolerance is counted in. */
  public enum Unit {
    /** {@link Metric#point}: percentage points of shares, else the metric's own unit. */
    POINTS,
    /** Hundredths of the value that is compared with. */
    PERCENT
  }

  public PromotionRule {
    List<Problem> problems = new ArrayList<>();
    if ((compareTo == Reference.CONSTANT) != (value != null)) {
      problems.add(
          Problem.outOfRange("value", value, "a number if compare_to is constant, and only then"));
    }
    if (value != null && !Double.isFinite(value)) {
      problems.add(Problem.outOfRange("value", value, "a finite number"));
    }
    if (!(tolerance >= 0 && Double.isFinite(tolerance))) {
      problems.add(Problem.outOfRange("tolerance", tolerance, "0 or more"));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** The worst value that passes. */
  public double bound(double reference) {
    double slack =
        switch (unit) {
          case POINTS -> tolerance * metric.point();
          case PERCENT -> tolerance / 100 * Math.abs(reference);
        };
    return metric.moreIsBetter() ? reference - slack : reference + slack;
  }

  /** Whether a value is as good as asked for, rounding errors aside. */
  public boolean holds(double candidate, double reference) {
    double margin =
        metric.moreIsBetter() ? candidate - bound(reference) : bound(reference) - candidate;
    return margin >= -1e-12;
  }

  /** For people, for instance {@code accuracy >= current - 0.5 points}. */
  @Override
  public String toString() {
    String reference = compareTo == Reference.CURRENT ? "current" : String.valueOf(value);
    String slack =
        tolerance == 0
            ? ""
            : " %s %s %s"
                .formatted(
                    metric.moreIsBetter() ? "-" : "+",
                    tolerance,
                    unit.name().toLowerCase(Locale.ROOT));
    return "%s %s %s%s"
        .formatted(
            metric.name().toLowerCase(Locale.ROOT),
            metric.moreIsBetter() ? ">=" : "<=",
            reference,
            slack);
  }
}
