package io.milora.engine.bench.moelora;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterLayout;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of MOELoRA in the order that {@code moelora.py} documents, and the way between them
 * and the adapter's in-memory form. Immutable.
 */
final class MoeLoraLayout implements ParameterLayout {
  private final LlamaConfig config;
  private final MoeLoraSettings settings;
  private final List<Parameter> parameters;

  MoeLoraLayout(MoeLoraSettings settings, LlamaConfig config) {
    this.config = config;
    this.settings = settings;
    int rank = settings.lora().rank();
    List<Parameter> all = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection module : Projection.values()) {
        String name = name(layer, module);
        int in = config.in(module);
        all.add(new Parameter(name + ".A", layer, new Parameter.A(module), in, rank));
        all.add(
            new Parameter(name + ".B", layer, new Parameter.B(module), rank, config.out(module)));
        all.add(
            new Parameter(
                name + ".router.weight", layer, Parameter.Router.WEIGHT, in, settings.experts()));
      }
    }
    parameters = List.copyOf(all);
  }

  /** What the names of a module's parameters begin with. */
  static String name(int layer, Projection module) {
    return "layers.%d.%s".formatted(layer, module.shortName());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Tokens are routed, not prompts. */
  @Override
  public @Nullable RouterSettings router() {
    return null;
  }

  @Override
  public double scale() {
    return settings.lora().scale();
  }

  /** int64, see {@code method} in {@code moelora.py}. */
  @Override
  public long[] methodNumbers() {
    long[] numbers = new long[13];
    numbers[0] = parameters.size() / config.layers();
    for (Projection module : Projection.values()) {
      numbers[1 + module.index()] = module.index();
    }
    numbers[9] = settings.kept();
    numbers[10] = settings.experts();
    return numbers;
  }

  @Override
  public float[] fixedGates() {
    float[] gates = new float[Projection.COUNT];
    Arrays.fill(gates, 1);
    return gates;
  }

  /** How many numbers are learnt. */
  long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /**
   * The adapter of these values, whose arrays it keeps.
   *
   * @param values one for each parameter
   */
  MoeLoraAdapter adapter(Map<String, float[]> values) {
    List<Map<Projection, LowRankPair>> pairs = new ArrayList<>();
    List<Map<Projection, float[]>> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, LowRankPair> ownPairs = new EnumMap<>(Projection.class);
      Map<Projection, float[]> ownRouters = new EnumMap<>(Projection.class);
      for (Projection module : Projection.values()) {
        String name = name(layer, module);
        ownPairs.put(
            module,
            new LowRankPair(
                config.in(module),
                settings.lora().rank(),
                config.out(module),
                get(values, name + ".A"),
                get(values, name + ".B")));
        ownRouters.put(module, get(values, name + ".router.weight"));
      }
      pairs.add(ownPairs);
      routers.add(ownRouters);
    }
    return new MoeLoraAdapter(settings, new LoraAdapter(settings.lora(), pairs), routers);
  }

  private static float[] get(Map<String, float[]> values, String name) {
    float[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No value for parameter " + name);
    }
    return value;
  }
}
