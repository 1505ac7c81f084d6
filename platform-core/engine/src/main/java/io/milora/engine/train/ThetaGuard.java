package io.milora.engine.train;

import io.milora.engine.train.TrainingWarning.ActivationStepUndone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes back steps of rational activations that would make them jump. Where the polynomial in the
 * denominator comes to cross zero, the denominator falls to 1 and Ra shows its bare numerator, a
 * spike as high as a_6 x^6. An activation has to stay, everywhere in the range of its inputs,
 *
 * <ul>
 *   <li>below 4 E(x) + 1 in size, where E(x) is the greater size of the initial activation at x and
 *       -x: a spike is far beyond it;
 *   <li>within 2 E(x) + 1 of what it was a step before: one step may not replace an activation.
 * </ul>
 *
 * <p>A step from outside the first bound is kept if it leads towards it. The range of normalised
 * inputs of width d is all that can occur, [-sqrt d, sqrt d]; that of others is [-12, 12], where
 * the initial activation approximates GELU. It is looked at in sixteenths; spikes are wider. The
 * decision follows from the coefficients alone, so a resumed run decides alike.
 */
final class ThetaGuard {
  private static final double RANGE = 12;
  private static final int POINTS_A_UNIT = 16;

  private final int last;

  /** E at 0, 1/16, 2/16, .. of a unit. */
  private final double[] sizes;

  /** An activation's values at x before and after a step. */
  record Jump(double x, double before, double after) {}

  /**
   * A guard.
   *
   * @param width d of the states that routers read
   * @param normalised whether they are RMS-normalised
   */
  ThetaGuard(int width, boolean normalised) {
    double range = normalised ? Math.sqrt(width) : RANGE;
    last = (int) Math.ceil(range * POINTS_A_UNIT);
    sizes = new double[last + 1];
    for (int i = 0; i <= last; i++) {
      double x = (double) i / POINTS_A_UNIT;
      sizes[i] =
          Math.max(
              Math.abs(RationalActivation.GELU.at(x)), Math.abs(RationalActivation.GELU.at(-x)));
    }
  }

  /**
   * Looks at a step that was just made and takes it back in the layers where it is refused.
   *
   * @param step for the warning
   * @param before coefficients by layer, before the step
   * @param theta the activations after it
   * @return what was taken back, or null
   */
  @Nullable ActivationStepUndone check(int step, List<RationalActivation> before, Theta theta) {
    List<Integer> layers = new ArrayList<>();
    Jump first = null;
    for (int layer = 0; layer < before.size(); layer++) {
      Jump jump = jump(before.get(layer), theta.activation(layer));
      if (jump != null) {
        theta.reset(layer, before.get(layer));
        layers.add(layer);
        first = first == null ? jump : first;
      }
    }
    return first == null
        ? null
        : new ActivationStepUndone(step, layers, first.x(), first.before(), first.after());
  }

  /** Where a step would make an activation jump first, or null. */
  @Nullable Jump jump(RationalActivation before, RationalActivation after) {
    for (int i = -last; i <= last; i++) {
      double x = (double) i / POINTS_A_UNIT;
      double size = sizes[Math.abs(i)];
      double was = before.at(x);
      double is = after.at(x);
      // Written so that what is no number is a jump, too.
      boolean bounded = Math.abs(is) <= Math.max(4 * size + 1, Math.abs(was));
      if (!(bounded && Math.abs(is - was) <= 2 * size + 1)) {
        return new Jump(x, was, is);
      }
    }
    return null;
  }
}
