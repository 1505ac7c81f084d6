package io.milora.engine.train;

/**
 * Ra(x) = (a_0 + .. + a_6 x^6) / (1 + |b_1 x + .. + b_5 x^5|) in plain Java, for looking at single
 * values (METHODS.md, MiLoRA 2).
 *
 * @param numerator a_0 .. a_6
 * @param denominator b_1 .. b_5
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record RationalActivation(float[] numerator, float[] denominator) {
  /** The approximation of GELU below 0.0038 on [-12, 12] that training starts from. */
  static final RationalActivation GELU =
      new RationalActivation(
          new float[] {
            -0.0037957358f, 0.5f, 0.4210194f, 0.1302641f, 0.018511405f, 0.0012132694f, 2.953262e-05f
          },
          new float[] {0, 0.2605282f, 0, 0.0024265388f, 0});

  double at(double x) {
    double p = 0;
    for (int i = numerator.length - 1; i >= 0; i--) {
      p = p * x + numerator[i];
    }
    double q = 0;
    for (int i = denominator.length - 1; i >= 0; i--) {
      q = (q + denominator[i]) * x;
    }
    return p / (1 + Math.abs(q));
  }
}
