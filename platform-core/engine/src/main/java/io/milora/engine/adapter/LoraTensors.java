package io.milora.engine.adapter;

import io.milora.adapters.TensorNames;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.Projection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Low-rank pairs under PEFT's names. PEFT stores {@code lora_A.weight} [r, in] and {@code
 * lora_B.weight} [out, r], the transposes of METHODS.md's A and B.
 */
final class LoraTensors {
  private LoraTensors() {}

  /** The pairs of each layer; read by all processors, as somebody may wait for them. */
  static List<Map<Projection, LowRankPair>> read(
      TensorReader tensors, List<Set<Projection>> targets, int rank, LlamaConfig base) {
    return IntStream.range(0, targets.size())
        .parallel()
        .mapToObj(layer -> pairs(tensors, layer, targets.get(layer), rank, base))
        .toList();
  }

  private static Map<Projection, LowRankPair> pairs(
      TensorReader tensors, int layer, Set<Projection> targets, int rank, LlamaConfig base) {
    Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
    for (Projection projection : targets) {
      int in = base.in(projection);
      int out = base.out(projection);
      float[] a = tensors.read(TensorNames.loraA(layer, projection), rank, in);
      float[] b = tensors.read(TensorNames.loraB(layer, projection), out, rank);
      pairs.put(
          projection,
          new LowRankPair(in, rank, out, transpose(a, rank, in), transpose(b, out, rank)));
    }
    return pairs;
  }

  /** The tensors of an adapter. */
  static Map<String, FloatTensor> write(List<Map<Projection, LowRankPair>> layers) {
    Map<String, FloatTensor> tensors = new TreeMap<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      int number = layer;
      layers
          .get(layer)
          .forEach(
              (projection, pair) -> {
                tensors.put(
                    TensorNames.loraA(number, projection),
                    FloatTensor.of(
                        transpose(pair.a(), pair.in(), pair.rank()), pair.rank(), pair.in()));
                tensors.put(
                    TensorNames.loraB(number, projection),
                    FloatTensor.of(
                        transpose(pair.b(), pair.rank(), pair.out()), pair.out(), pair.rank()));
              });
    }
    return tensors;
  }

  private static float[] transpose(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = matrix[row * columns + column];
      }
    }
    return transposed;
  }
}
