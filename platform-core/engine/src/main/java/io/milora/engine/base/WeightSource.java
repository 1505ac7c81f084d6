package io.milora.engine.base;

import java.nio.FloatBuffer;
import java.util.Set;

/**
 * Memory-mapped weights under Hugging Face's names ({@code model.layers.0.self_attn.q_proj.weight}
 * [d_out, d_in]), whatever the file's format and element type. Thread-safe for reading.
 */
public interface WeightSource extends AutoCloseable {
  /** All tensor names. */
  Set<String> names();

  /**
   * The shape of a tensor, outermost dimension first.
   *
   * @throws io.milora.model.InvalidInputException if there is no such tensor
   */
  long[] shape(String name);

  /**
   * Widens or de-quantises a tensor to float32, row-major, from the target's position on.
   *
   * @throws io.milora.model.InvalidInputException if there is no such tensor, or the target has too
   *     little room
   */
  void read(String name, FloatBuffer target);

  @Override
  void close();
}
