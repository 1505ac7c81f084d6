package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.WeightSource;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A base model's weights as tensors, in the order that {@code llama.py} documents: what reads the
 * same input is stacked, so that one product serves q, k and v, and one gate and up. Nothing ever
 * writes to them: trainers and engines in one process share them. Thread-safe.
 */
public final class FrozenWeights implements AutoCloseable {
  private final NDManager manager;
  private final LlamaConfig config;
  private final TorchOptions options;
  private final TensorList weights;

  private FrozenWeights(
      NDManager manager, LlamaConfig config, TorchOptions options, TensorList weights) {
    this.manager = manager;
    this.config = config;
    this.options = options;
    this.weights = weights;
  }

  /** Reads all weights as the reference has them; see the other method. */
  public static FrozenWeights load(LlamaConfig config, WeightSource source) {
    return load(config, source, TorchOptions.REFERENCE);
  }

  /**
   * Reads all weights; the source is not needed afterwards.
   *
   * @throws io.milora.model.InvalidInputException if a tensor is missing, or this program cannot
   *     compute on the device
   */
  public static FrozenWeights load(LlamaConfig config, WeightSource source, TorchOptions options) {
    NDManager manager = Torch.newManager(options.device());
    try (TorchProgram program = TorchProgram.load(manager, "narrow.py")) {
      List<NDArray> weights = new Loader(manager, program, config, source, options).load();
      return new FrozenWeights(manager, config, options, new TensorList("weights", weights));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Where they are, and as what. */
  public TorchOptions options() {
    return options;
  }

  /** A manager of memory where they are. */
  NDManager newManager() {
    return Torch.newManager(options.device());
  }

  public LlamaConfig config() {
    return config;
  }

  TensorList tensors() {
    return weights;
  }

  /** int64, see {@code shape} in {@code llama.py}. */
  long[] shape() {
    long[] shape = new long[4 + Projection.COUNT];
    shape[0] = config.layers();
    shape[1] = config.heads();
    shape[2] = config.kvHeads();
    shape[3] = config.headDim();
    for (Projection projection : Projection.values()) {
      shape[4 + projection.index()] = config.out(projection);
    }
    return shape;
  }

  @Override
  public void close() {
    manager.close();
  }

  private record Loader(
      NDManager manager,
      TorchProgram program,
      LlamaConfig config,
      WeightSource source,
      TorchOptions options) {

    List<NDArray> load() {
      List<NDArray> weights = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        String layer = "model.layers." + i + ".";
        weights.add(vector(layer + "input_layernorm.weight"));
        weights.add(matrices(layer, Projection.Q, Projection.K, Projection.V));
        weights.add(
            config.attentionBias()
                ? biases(layer, Projection.Q, Projection.K, Projection.V)
                : nothing());
        weights.add(matrices(layer, Projection.O));
        weights.add(config.outputBias() ? biases(layer, Projection.O) : nothing());
        weights.add(vector(layer + "post_attention_layernorm.weight"));
        weights.add(matrices(layer, Projection.GATE, Projection.UP));
        weights.add(matrices(layer, Projection.DOWN));
      }
      weights.add(vector("model.norm.weight"));
      NDArray embedding = matrix("model.embed_tokens.weight");
      weights.add(embedding);
      weights.add(config.tiedHead() ? embedding : matrix("lm_head.weight"));
      return weights;
    }

    private NDArray nothing() {
      return narrowed(manager.create(new float[0]));
    }

    /** Norms, which are float32 in any case. */
    private NDArray vector(String name) {
      return tensor(List.of(name), config.hidden());
    }

    private NDArray matrix(String name) {
      return narrowed(tensor(List.of(name), config.vocabulary(), config.hidden()));
    }

    private NDArray matrices(String layer, Projection... stacked) {
      return narrowed(
          tensor(names(layer, ".weight", stacked), rows(stacked), config.in(stacked[0])));
    }

    private NDArray biases(String layer, Projection... stacked) {
      return narrowed(tensor(names(layer, ".bias", stacked), rows(stacked)));
    }

    private NDArray narrowed(NDArray tensor) {
      return switch (options.frozen()) {
        case FLOAT32 -> tensor;
        case BFLOAT16 -> {
          // DJL has no name for the type, so the program makes it, and nobody asks the tensor.
          try (tensor) {
            yield program.call("narrow", manager).with(tensor).run().get(0);
          }
        }
      };
    }

    private long rows(Projection... stacked) {
      return Arrays.stream(stacked).mapToLong(config::out).sum();
    }

    private static List<String> names(String layer, String ending, Projection... stacked) {
      return Arrays.stream(stacked).map(module -> layer + module.path() + ending).toList();
    }

    /** The tensors of these names, one below the other. */
    private NDArray tensor(List<String> names, long... shape) {
      FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(new Shape(shape).size()));
      int start = 0;
      for (String name : names) {
        source.read(name, values.slice(start, values.capacity() - start));
        start += Math.toIntExact(new Shape(source.shape(name)).size());
      }
      if (start != values.capacity()) {
        throw new InvalidInputException(
            new Problem(
                names.getFirst(),
                "invalid_shape",
                "%s hold %d elements; config.json needs %s."
                    .formatted(names, start, Arrays.toString(shape))));
      }
      return Torch.floats(manager, values.array(), shape);
    }
  }
}
