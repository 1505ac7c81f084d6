package io.milora.engine.adapter;

import io.milora.adapters.Rational;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.MethodSettings;
import io.milora.model.Projection;

/**
 * How many numbers an adapter learns (METHODS.md, parameter count).
 *
 * @param lora in all low-rank pairs
 * @param router in all W_r
 * @param pooler in all w_sa
 * @param rational in all rational activations
 */
public record ParameterCount(long lora, long router, long pooler, long rational) {
  /**
   * Counts the parameters of a method on a base model; of a Mixture-of-LoRAs as if all experts had
   * the same settings.
   */
  public static ParameterCount of(MethodSettings method, LlamaConfig base) {
    long lora =
        method.lora().targets().stream().mapToLong(p -> pair(method, base, p)).sum()
            * base.layers();
    return switch (method) {
      case MethodSettings.Lora _ -> new ParameterCount(lora, 0, 0, 0);
      case MethodSettings.MiLora _ ->
          new ParameterCount(
              lora,
              (long) base.layers() * base.hidden() * Projection.COUNT,
              (long) base.layers() * base.hidden(),
              (long) base.layers() * (Rational.NUMERATOR + Rational.DENOMINATOR));
      case MethodSettings.Moa moa -> {
        int domains = moa.moa().domains().size();
        yield new ParameterCount(
            lora * domains, (long) base.layers() * base.hidden() * domains, 0, 0);
      }
    };
  }

  /** Parameters of one module's pair, in one layer. */
  public static long pair(MethodSettings method, LlamaConfig base, Projection projection) {
    return (long) method.lora().rank() * (base.in(projection) + base.out(projection));
  }

  public long total() {
    return lora + router + pooler + rational;
  }
}
