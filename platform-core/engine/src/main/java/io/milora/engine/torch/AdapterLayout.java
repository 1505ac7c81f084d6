package io.milora.engine.torch;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.GateKind;
import io.milora.model.MethodSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors an adapter consists of, in the order that {@code llama.py} documents, and the way
 * between them and the adapter's in-memory form. Immutable.
 */
public final class AdapterLayout implements ParameterLayout {
  private final LlamaConfig config;
  private final @Nullable MethodSettings method;
  private final List<Parameter> parameters;

  private AdapterLayout(LlamaConfig config, @Nullable MethodSettings method) {
    this.config = config;
    this.method = method;
    List<Parameter> all = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      addLayer(all, layer);
    }
    parameters = List.copyOf(all);
  }

  /** The layout of a method's adapters for a base model. */
  public static AdapterLayout of(MethodSettings method, LlamaConfig config) {
    return new AdapterLayout(config, method);
  }

  static AdapterLayout of(Adapter adapter, LlamaConfig config) {
    return new AdapterLayout(
        config,
        switch (adapter) {
          case BareBase ignored -> null;
          case LoraAdapter lora -> new MethodSettings.Lora(lora.settings());
          case MiLoraAdapter milora -> milora.settings();
          case MoaAdapter ignored ->
              throw new IllegalArgumentException("Each expert of a MoA has a layout of its own");
        });
  }

  private void addLayer(List<Parameter> all, int layer) {
    String prefix = "layers." + layer + ".";
    for (Projection module : targets()) {
      String name = prefix + module.shortName();
      all.add(
          new Parameter(name + ".A", layer, new Parameter.A(module), config.in(module), rank()));
      all.add(
          new Parameter(name + ".B", layer, new Parameter.B(module), rank(), config.out(module)));
    }
    RouterSettings router = router();
    if (router == null) {
      return;
    }
    all.add(
        new Parameter(
            prefix + "router.weight",
            layer,
            Parameter.Router.WEIGHT,
            config.hidden(),
            Projection.COUNT));
    all.add(new Parameter(prefix + "rational.a", layer, Parameter.Router.NUMERATOR, 7, 0));
    all.add(new Parameter(prefix + "rational.b", layer, Parameter.Router.DENOMINATOR, 5, 0));
    if (router.pooler() == Pooler.ATTENTION) {
      all.add(
          new Parameter(
              prefix + "pooler.weight", layer, Parameter.Router.POOLER, config.hidden(), 1));
    }
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public @Nullable RouterSettings router() {
    return method instanceof MethodSettings.MiLora milora ? milora.router() : null;
  }

  private Set<Projection> targets() {
    return method == null ? Set.of() : method.lora().targets();
  }

  private int rank() {
    return method == null ? 0 : method.lora().rank();
  }

  /** 0 for the bare base. */
  @Override
  public double scale() {
    return method == null ? 0 : method.lora().scale();
  }

  @Override
  public long[] methodNumbers() {
    long[] numbers = new long[13];
    numbers[0] = parameters.size() / config.layers();
    Arrays.fill(numbers, 1, 8, -1);
    int pair = 0;
    for (Projection module : targets()) {
      numbers[1 + module.index()] = pair++;
    }
    RouterSettings router = router();
    if (router != null) {
      numbers[8] = 1;
      numbers[9] = router.k();
      numbers[10] = number(router.pooler());
      numbers[11] = number(router.gate());
      numbers[12] = router.normalise() ? 1 : 0;
    }
    return numbers;
  }

  private static int number(Pooler pooler) {
    return switch (pooler) {
      case ATTENTION -> 0;
      case MEAN -> 1;
      case MAX -> 2;
      case LAST -> 3;
    };
  }

  private static int number(GateKind gate) {
    return switch (gate) {
      case PROBABILITY -> 0;
      case RENORMALISED -> 1;
      case ONE -> 2;
    };
  }

  @Override
  public float[] fixedGates() {
    float[] gates = new float[Projection.COUNT];
    for (Projection module : targets()) {
      gates[module.index()] = 1;
    }
    return gates;
  }

  /** An adapter's values by name of parameter; the arrays are the adapter's own. */
  public Map<String, float[]> values(Adapter adapter) {
    Map<String, float[]> values = new HashMap<>();
    for (Parameter parameter : parameters) {
      values.put(parameter.name(), value(adapter, parameter));
    }
    return values;
  }

  private static float[] value(Adapter adapter, Parameter parameter) {
    int layer = parameter.layer();
    return switch (parameter.part()) {
      case Parameter.A a -> pair(adapter, layer, a.module()).a();
      case Parameter.B b -> pair(adapter, layer, b.module()).b();
      case Parameter.Router part -> {
        RouterWeights router = ((MiLoraAdapter) adapter).routers().get(layer);
        yield switch (part) {
          case WEIGHT -> router.router();
          case NUMERATOR -> router.numerator();
          case DENOMINATOR -> router.denominator();
          case POOLER -> router.pooler();
        };
      }
    };
  }

  private static LowRankPair pair(Adapter adapter, int layer, Projection module) {
    LowRankPair pair = adapter.pairSets().getFirst().pair(layer, module);
    if (pair == null) {
      throw new IllegalArgumentException(
          "The adapter has no pair for %s in layer %d".formatted(module.shortName(), layer));
    }
    return pair;
  }

  /**
   * The adapter of these values, whose arrays it keeps.
   *
   * @param values one for each parameter
   */
  public Adapter adapter(Map<String, float[]> values) {
    List<Map<Projection, LowRankPair>> pairs = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      pairs.add(pairs("layers." + layer + ".", values));
    }
    return switch (method) {
      case null -> BareBase.INSTANCE;
      case MethodSettings.Lora lora -> new LoraAdapter(lora.lora(), pairs);
      case MethodSettings.MiLora milora -> new MiLoraAdapter(milora, pairs, routers(values));
      case MethodSettings.Moa ignored ->
          throw new IllegalArgumentException("Each expert of a MoA has a layout of its own");
    };
  }

  private Map<Projection, LowRankPair> pairs(String prefix, Map<String, float[]> values) {
    Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
    for (Projection module : targets()) {
      String name = prefix + module.shortName();
      pairs.put(
          module,
          new LowRankPair(
              config.in(module),
              rank(),
              config.out(module),
              get(values, name + ".A"),
              get(values, name + ".B")));
    }
    return pairs;
  }

  private List<RouterWeights> routers(Map<String, float[]> values) {
    List<RouterWeights> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "layers." + layer + ".";
      float[] pooler = values.get(prefix + "pooler.weight");
      routers.add(
          new RouterWeights(
              get(values, prefix + "router.weight"),
              pooler == null ? new float[config.hidden()] : pooler,
              get(values, prefix + "rational.a"),
              get(values, prefix + "rational.b")));
    }
    return routers;
  }

  private static float[] get(Map<String, float[]> values, String name) {
    float[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No value for parameter " + name);
    }
    return value;
  }
}
