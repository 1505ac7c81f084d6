package io.milora.model;

/**
 * Which adapter method, with what is fixed at its creation. A new method is a new implementation
 * here, a package in the engine, and an entry in the engine's registry.
 */
public sealed interface MethodSettings {
  /** The low-rank pairs. */
  LoraSettings lora();

  /** The name in files and requests, for instance {@code milora}. */
  String method();

  /** Plain LoRA: every pair is on with gate 1. */
  record Lora(LoraSettings lora) implements MethodSettings {
    public static final String NAME = "lora";

    @Override
    public String method() {
      return NAME;
    }
  }

  /** MiLoRA: all seven pairs of a layer are experts of one router that reads the prompt once. */
  record MiLora(LoraSettings lora, RouterSettings router) implements MethodSettings {
    public static final String NAME = "milora";

    public MiLora {
      if (lora.targets().size() != Projection.COUNT) {
        throw new InvalidInputException(
            Problem.outOfRange(
                "target_modules",
                lora.targets(),
                "all of " + Projection.targetModules() + " for method milora"));
      }
    }

    @Override
    public String method() {
      return NAME;
    }
  }

  /**
   * Mixture-of-LoRAs: one plain LoRA a domain, and a router in every layer that chooses between
   * them by the prompt.
   *
   * @param lora settings of the domain LoRAs that are trained for this adapter; others may differ
   * @param moa the domains, and how one is chosen
   */
  record Moa(LoraSettings lora, MoaSettings moa) implements MethodSettings {
    public static final String NAME = "moa";

    @Override
    public String method() {
      return NAME;
    }
  }
}
