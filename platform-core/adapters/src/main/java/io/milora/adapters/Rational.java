package io.milora.adapters;

/** The size of a router's rational activation (METHODS.md). */
public final class Rational {
  /** a_0 .. a_6. */
  public static final int NUMERATOR = 7;

  /** b_1 .. b_5. */
  public static final int DENOMINATOR = 5;

  private Rational() {}
}
