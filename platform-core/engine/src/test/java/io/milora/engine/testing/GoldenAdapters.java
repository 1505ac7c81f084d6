package io.milora.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.DomainSelect;
import io.milora.model.GateKind;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adapters and prompts of the golden cases, read without the product's own adapter files. */
public final class GoldenAdapters {
  private GoldenAdapters() {}

  /** The tensors of a case, for instance {@code base}. */
  public static GoldenTensors tensors(String name) {
    return GoldenTensors.open(Golden.path(name + ".safetensors"));
  }

  /** Token ids of an inference case. */
  public static List<int[]> prompts(JsonNode golden) {
    List<int[]> prompts = new ArrayList<>();
    golden.path("inputs").path("prompts").forEach(prompt -> prompts.add(Golden.ints(prompt)));
    return prompts;
  }

  /** The adapter of a case, with the settings that the case overrides. */
  public static Adapter adapter(JsonNode golden, LlamaConfig config) {
    JsonNode inputs = golden.path("inputs");
    if (inputs.path("adapter").isNull()) {
      return BareBase.INSTANCE;
    }
    String folder = inputs.path("adapter").textValue();
    if (GoldenAdapters.class.getResource("/golden/" + folder + "/adapter_config.json") != null) {
      return lora(folder, config);
    }
    String method = Golden.json(folder + "/adapter" + ".json").path("method").textValue();
    return method.equals(MethodSettings.Moa.NAME)
        ? moa(folder, inputs.path("settings"), config)
        : milora(folder, inputs.path("settings"), config);
  }

  private static MoaAdapter moa(String folder, JsonNode overrides, LlamaConfig config) {
    Settings settings =
        new Settings(Golden.json(folder + "/adapter" + ".json").path("settings"), overrides);
    List<String> domains = new ArrayList<>();
    settings.get("domains").forEach(name -> domains.add(name.textValue()));
    GoldenTensors file = tensors(folder + "/adapter");
    List<LoraAdapter> experts = new ArrayList<>();
    for (String domain : domains) {
      experts.add(
          new LoraAdapter(settings.lora(), pairs(file, domain + ".", settings.rank(), config)));
    }
    List<float[]> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      routers.add(file.read("layers." + layer + ".router.weight"));
    }
    DomainSelect select =
        settings.get("select").textValue().equals(DomainSelect.VOTE.wireName())
            ? DomainSelect.VOTE
            : DomainSelect.PER_LAYER;
    return new MoaAdapter(
        new MoaSettings(domains, select, Pooler.MEAN, settings.get("tune_experts").booleanValue()),
        experts,
        routers);
  }

  /** The pairs of all seven modules under METHODS.md's names. */
  private static List<Map<Projection, LowRankPair>> pairs(
      GoldenTensors file, String prefix, int rank, LlamaConfig config) {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection module : Projection.values()) {
        String name = prefix + "layers." + layer + "." + module.shortName();
        float[] a = file.read(name + ".A");
        float[] b = file.read(name + ".B");
        pairs.put(module, new LowRankPair(config.in(module), rank, config.out(module), a, b));
      }
      layers.add(pairs);
    }
    return layers;
  }

  private static LoraAdapter lora(String folder, LlamaConfig config) {
    JsonNode settings = Golden.json(folder + "/adapter_config" + ".json");
    int rank = settings.path("r").intValue();
    EnumSet<Projection> targets = EnumSet.noneOf(Projection.class);
    for (Projection module : Projection.values()) {
      for (JsonNode name : settings.path("target_modules")) {
        if (name.textValue().equals(module.targetModule())) {
          targets.add(module);
        }
      }
    }
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    GoldenTensors file = tensors(folder + "/adapter_model");
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection module : targets) {
        String name = "base_model.model.model.layers." + layer + "." + module.path();
        float[] a = transpose(file.read(name + ".lora_A.weight"), rank, config.in(module));
        float[] b = transpose(file.read(name + ".lora_B.weight"), config.out(module), rank);
        pairs.put(module, new LowRankPair(config.in(module), rank, config.out(module), a, b));
      }
      layers.add(pairs);
    }
    double alpha = settings.path("lora_alpha").doubleValue();
    return new LoraAdapter(new LoraSettings(rank, alpha, 0, targets), layers);
  }

  private static MiLoraAdapter milora(String folder, JsonNode overrides, LlamaConfig config) {
    Settings settings =
        new Settings(Golden.json(folder + "/adapter" + ".json").path("settings"), overrides);
    List<RouterWeights> routers = new ArrayList<>();
    GoldenTensors file = tensors(folder + "/adapter");
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "layers." + layer + ".";
      routers.add(
          new RouterWeights(
              file.read(prefix + "router.weight"),
              file.read(prefix + "pooler.weight"),
              file.read(prefix + "rational.a"),
              file.read(prefix + "rational.b")));
    }
    return new MiLoraAdapter(settings.method(), pairs(file, "", settings.rank(), config), routers);
  }

  private static float[] transpose(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = matrix[i * columns + j];
      }
    }
    return transposed;
  }

  private record Settings(JsonNode own, JsonNode overrides) {
    JsonNode get(String name) {
      return overrides.has(name) ? overrides.get(name) : own.get(name);
    }

    int rank() {
      return get("r").intValue();
    }

    LoraSettings lora() {
      return new LoraSettings(
          rank(), get("alpha").doubleValue(), 0, EnumSet.allOf(Projection.class));
    }

    MethodSettings.MiLora method() {
      return new MethodSettings.MiLora(
          lora(),
          new RouterSettings(
              get("k").intValue(),
              Pooler.valueOf(get("pooler").textValue().toUpperCase(Locale.ROOT)),
              GateKind.valueOf(get("gate").textValue().toUpperCase(Locale.ROOT)),
              get("normalise").booleanValue()));
    }
  }
}
