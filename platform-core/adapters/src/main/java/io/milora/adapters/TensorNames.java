package io.milora.adapters;

import io.milora.model.Projection;

/** How tensors of adapters are named: pairs as PEFT names them, routers as nobody else does. */
public final class TensorNames {
  private TensorNames() {}

  /** A [r, in], as PEFT stores it: the transpose of METHODS.md's. */
  public static String loraA(int layer, Projection projection) {
    return lora(layer, projection, "A");
  }

  /** B [out, r], as PEFT stores it: the transpose of METHODS.md's. */
  public static String loraB(int layer, Projection projection) {
    return lora(layer, projection, "B");
  }

  private static String lora(int layer, Projection projection, String part) {
    return "base_model.model.model.layers.%d.%s.lora_%s.weight"
        .formatted(layer, projection.path(), part);
  }

  /** [d, 7] of MiLoRA, [d, domains] of a mixture of LoRAs. */
  public static String router(int layer) {
    return "layers." + layer + ".router.weight";
  }

  /** [d, 1]. */
  public static String pooler(int layer) {
    return "layers." + layer + ".pooler.weight";
  }

  /** a_0 .. a_6. */
  public static String numerator(int layer) {
    return "layers." + layer + ".rational.a";
  }

  /** b_1 .. b_5. */
  public static String denominator(int layer) {
    return "layers." + layer + ".rational.b";
  }
}
