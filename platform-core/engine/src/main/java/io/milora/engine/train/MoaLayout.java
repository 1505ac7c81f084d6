package io.milora.engine.train;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterLayout;
import io.milora.model.MoaSettings;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a Mixture-of-LoRAs in the order that {@code moa.py} documents: experts by layer,
 * then routers. A layout gives the program's list, which holds the routers only where the experts
 * are tuned too. Immutable.
 */
final class MoaLayout implements ParameterLayout {
  private final LlamaConfig config;
  private final MoaSettings settings;
  private final List<LoraAdapter> experts;
  private final List<Parameter> pairs = new ArrayList<>();
  private final List<Parameter> routers = new ArrayList<>();

  /**
   * A layout.
   *
   * @param experts in the order of the domains, of this base
   */
  MoaLayout(LlamaConfig config, MoaSettings settings, List<LoraAdapter> experts) {
    this.config = config;
    this.settings = settings;
    this.experts = List.copyOf(experts);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int domain = 0; domain < experts.size(); domain++) {
        addPairs(layer, domain);
      }
      routers.add(
          new Parameter(
              router(layer),
              layer,
              Parameter.Router.WEIGHT,
              config.hidden(),
              settings.domains().size()));
    }
  }

  private void addPairs(int layer, int domain) {
    int rank = experts.get(domain).settings().rank();
    for (Projection module : experts.get(domain).settings().targets()) {
      String name = pair(layer, domain, module);
      pairs.add(
          new Parameter(name + ".A", layer, new Parameter.A(module), config.in(module), rank));
      pairs.add(
          new Parameter(name + ".B", layer, new Parameter.B(module), rank, config.out(module)));
    }
  }

  private String pair(int layer, int domain, Projection module) {
    return settings.domains().get(domain) + ".layers." + layer + "." + module.shortName();
  }

  private static String router(int layer) {
    return "layers." + layer + ".router.weight";
  }

  /** What the program takes: the pairs, and where the experts are tuned the routers. */
  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(pairs);
    if (settings.tuneExperts()) {
      all.addAll(routers);
    }
    return all;
  }

  /** What is trained: the routers, and where the experts are tuned the pairs before them. */
  List<Parameter> trained() {
    return settings.tuneExperts() ? parameters() : routers;
  }

  /** No router of prompts to modules. */
  @Override
  public @Nullable RouterSettings router() {
    return null;
  }

  /** The program has the scales in the gates. */
  @Override
  public double scale() {
    return 1;
  }

  /** int64, see {@code method} in {@code moa.py}. */
  @Override
  public long[] methodNumbers() {
    long[] numbers = new long[2 + experts.size() * Projection.COUNT];
    Arrays.fill(numbers, -1);
    numbers[0] = pairs.size() / config.layers();
    numbers[1] = experts.size();
    int pair = 0;
    for (int domain = 0; domain < experts.size(); domain++) {
      for (Projection module : experts.get(domain).settings().targets()) {
        numbers[2 + domain * Projection.COUNT + module.index()] = pair++;
      }
    }
    return numbers;
  }

  @Override
  public float[] fixedGates() {
    throw new UnsupportedOperationException("Gates of a MoA follow from its rows' domains");
  }

  /** Gates [N, E] of rows, flat: the scale of its pairs at a row's domain. */
  float[] gates(int[] domains) {
    float[] gates = new float[domains.length * experts.size()];
    for (int row = 0; row < domains.length; row++) {
      gates[row * experts.size() + domains[row]] = experts.get(domains[row]).scale();
    }
    return gates;
  }

  /** Values by name: the experts' own, and routers of zeros, which take all domains for equal. */
  Map<String, float[]> start() {
    Map<String, float[]> values = new HashMap<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int domain = 0; domain < experts.size(); domain++) {
        for (Map.Entry<Projection, LowRankPair> own :
            experts.get(domain).layers().get(layer).entrySet()) {
          String name = pair(layer, domain, own.getKey());
          values.put(name + ".A", own.getValue().a());
          values.put(name + ".B", own.getValue().b());
        }
      }
    }
    routers.forEach(router -> values.put(router.name(), new float[router.size()]));
    return values;
  }

  /** The adapter of trained values; experts that are not among them stay as they are. */
  MoaAdapter adapter(Map<String, float[]> values) {
    Map<String, float[]> all = start();
    all.putAll(values);
    List<LoraAdapter> tuned = new ArrayList<>();
    for (int domain = 0; domain < experts.size(); domain++) {
      tuned.add(expert(domain, all));
    }
    List<float[]> weights = routers.stream().map(router -> get(all, router.name())).toList();
    return new MoaAdapter(settings, tuned, weights);
  }

  private LoraAdapter expert(int domain, Map<String, float[]> values) {
    LoraAdapter expert = experts.get(domain);
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, LowRankPair> own = new EnumMap<>(Projection.class);
      for (Projection module : expert.settings().targets()) {
        String name = pair(layer, domain, module);
        own.put(
            module,
            new LowRankPair(
                config.in(module),
                expert.settings().rank(),
                config.out(module),
                get(values, name + ".A"),
                get(values, name + ".B")));
      }
      layers.add(own);
    }
    return new LoraAdapter(expert.settings(), layers);
  }

  private static float[] get(Map<String, float[]> values, String name) {
    float[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No value for parameter " + name);
    }
    return value;
  }
}
