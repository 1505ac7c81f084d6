package io.milora.model;

import java.util.Arrays;
import java.util.List;

/**
 * The seven linear modules of a Llama decoder layer. A layer's MiLoRA experts are its LoRA modules
 * on these; the order here is the order of the router's columns, of probabilities and of gates
 * (METHODS.md, common ground).
 */
public enum Projection {
  Q("q", "self_attn.q_proj"),
  K("k", "self_attn.k_proj"),
  V("v", "self_attn.v_proj"),
  O("o", "self_attn.o_proj"),
  GATE("gate", "mlp.gate_proj"),
  UP("up", "mlp.up_proj"),
  DOWN("down", "mlp.down_proj");

  /** How many there are in a layer. */
  public static final int COUNT = values().length;

  private final String shortName;
  private final String path;

  Projection(String shortName, String path) {
    this.shortName = shortName;
    this.path = path;
  }

  /** The module's column in routers, probabilities and gates, 0 to 6. */
  @SuppressWarnings("EnumOrdinal") // the order of declaration is the documented order of columns
  public int index() {
    return ordinal();
  }

  /** The name used in tables and messages, for instance {@code gate}. */
  public String shortName() {
    return shortName;
  }

  /**
   * The path below {@code model.layers.N.} in Hugging Face and PEFT files, for instance {@code
   * mlp.gate_proj}.
   */
  public String path() {
    return path;
  }

  /**
   * The last part of {@link #path()}, as PEFT's {@code target_modules} lists it, for instance
   * {@code gate_proj}.
   */
  public String targetModule() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** All names of {@link #targetModule()}, in order. */
  public static List<String> targetModules() {
    return Arrays.stream(values()).map(Projection::targetModule).toList();
  }
}
