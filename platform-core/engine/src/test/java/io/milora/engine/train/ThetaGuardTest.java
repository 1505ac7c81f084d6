package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThetaGuardTest {
  private static final RationalActivation GELU = RationalActivation.GELU;

  @Test
  void aDenominatorThatCrossesZeroWithinTheRangeIsAJump() {
    // 0.26 x^2 + 0.0024 x^4 + b_5 x^5 is zero at about x = 10.
    RationalActivation crossing = withB5(-5e-4f);
    assertThat(Math.abs(crossing.at(10.2))).isGreaterThan(100);
    assertThat(new ThetaGuard(144, true).jump(GELU, crossing)).isNotNull();
  }

  @Test
  void theRangeGrowsWithTheWidthOfNormalisedStates() {
    // Zero at about x = 20: within what 576 normalised numbers can be, beyond what 144 can.
    RationalActivation crossing = withB5(-1.5e-4f);
    RationalActivation nearly = withB5(-1.4e-4f);
    assertThat(new ThetaGuard(576, true).jump(nearly, crossing)).isNotNull();
    assertThat(new ThetaGuard(144, true).jump(nearly, crossing)).isNull();
    assertThat(new ThetaGuard(576, false).jump(nearly, crossing)).isNull();
  }

  @Test
  void aHarmlessStepIsNone() {
    assertThat(new ThetaGuard(4096, true).jump(GELU, withB5(1e-6f))).isNull();
    assertThat(new ThetaGuard(576, true).jump(GELU, GELU)).isNull();
  }

  @Test
  void oneStepMayNotReplaceAnActivation() {
    float[] stretched = GELU.numerator().clone();
    for (int i = 0; i < stretched.length; i++) {
      stretched[i] *= 3.5f;
    }
    RationalActivation other = new RationalActivation(stretched, GELU.denominator());
    assertThat(new ThetaGuard(144, true).jump(GELU, other)).isNotNull();
  }

  @Test
  void whatIsNoNumberIsAJump() {
    RationalActivation broken =
        new RationalActivation(new float[] {Float.NaN, 0, 0, 0, 0, 0, 0}, new float[5]);
    assertThat(new ThetaGuard(144, true).jump(GELU, broken)).isNotNull();
  }

  @Test
  void aStepBackTowardsTheBoundIsKept() {
    RationalActivation outside = withB5(-2.8e-4f);
    RationalActivation lessSo = withB5(-2.79e-4f);
    ThetaGuard guard = new ThetaGuard(144, true);
    assertThat(Math.abs(outside.at(12))).isGreaterThan(4 * GELU.at(12) + 1);
    assertThat(guard.jump(outside, lessSo)).isNull();
    assertThat(guard.jump(lessSo, outside)).isNotNull();
  }

  private static RationalActivation withB5(float b5) {
    float[] b = GELU.denominator().clone();
    b[4] = b5;
    return new RationalActivation(GELU.numerator(), b);
  }
}
