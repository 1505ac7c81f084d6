package io.milora.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How far float32 may be from the golden float64: |difference| at most absolute + relative
 * |expected|. The values are those of the golden data's README.
 */
public record Tolerance(double absolute, double relative) {
  public static final Tolerance LOGITS = new Tolerance(1e-4, 2e-5);
  public static final Tolerance STATES = new Tolerance(3e-5, 3e-5);
  public static final Tolerance PROBABILITIES = new Tolerance(3e-6, 3e-5);
  public static final Tolerance GRADIENTS = new Tolerance(5e-6, 2e-4);
  public static final Tolerance LOSSES = new Tolerance(2e-5, 2e-5);

  /** Fails with the worst element if one is too far off. */
  public void check(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double worst = -1;
    int place = 0;
    for (int i = 0; i < expected.length; i++) {
      double share = share(actual[i], expected[i]);
      if (!(share <= worst)) {
        worst = share;
        place = i;
      }
    }
    assertThat(worst)
        .as(
            "%s: element %d is %s, expected %s; share of the tolerance",
            what, place, actual[place], expected[place])
        .isLessThanOrEqualTo(1);
  }

  /** Fails if the number is too far off. */
  public void check(String what, double actual, double expected) {
    assertThat(share(actual, expected))
        .as("%s: %s, expected %s; share of the tolerance", what, actual, expected)
        .isLessThanOrEqualTo(1);
  }

  private double share(double actual, double expected) {
    return Math.abs(actual - expected) / (absolute + relative * Math.abs(expected));
  }
}
