package io.milora.engine.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Adapters as folders: {@code adapter_config.json} and {@code adapter_model.safetensors} as PEFT
 * has them, and where PEFT has no words {@code milora_config.json} and {@code router.safetensors}.
 * A folder that PEFT made is read as plain LoRA; a plain LoRA written here loads in PEFT. A
 * Mixture-of-LoRAs is one such folder a domain beside the two files that PEFT has no words for.
 */
public final class AdapterFolder {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";

  /** What the adapter says to some prompts; beside the weights, and not read with them. */
  public static final String GOLDEN_OUTPUTS = "golden_outputs.json";

  static final String MILORA_CONFIG = "milora_config.json";
  static final String ROUTER = "router.safetensors";

  /** All files that an adapter may consist of. */
  static final List<String> FILES = List.of(CONFIG, WEIGHTS, MILORA_CONFIG, ROUTER, GOLDEN_OUTPUTS);

  /** All files that the folder of a domain may consist of. */
  static final List<String> DOMAIN_FILES = List.of(CONFIG, WEIGHTS, MILORA_CONFIG);

  private static final ObjectMapper JSON = new ObjectMapper();

  private AdapterFolder() {}

  /**
   * Reads an adapter for a base model.
   *
   * @throws InvalidInputException with all options that are not served, or all tensors that are
   *     missing, unknown or misshapen
   */
  public static Adapter read(Path folder, LlamaConfig base) {
    MiLoraConfig milora = miloraConfig(folder);
    if (milora.moa() != null) {
      return MoaFolder.read(folder, base, milora.moa(), milora.hashes());
    }
    PeftConfig peft = PeftConfig.read(tree(folder.resolve(CONFIG)), base);
    LoraSettings settings = peft.settings();
    try (TensorReader tensors = new TensorReader(folder.resolve(WEIGHTS))) {
      List<Map<Projection, LowRankPair>> layers =
          LoraTensors.read(tensors, peft.targets(), settings.rank(), base);
      if (milora.router() == null) {
        tensors.finish();
        return new LoraAdapter(settings, layers);
      }
      return routed(
          folder, base, new MethodSettings.MiLora(settings, milora.router()), layers, tensors);
    }
  }

  private static MiLoraAdapter routed(
      Path folder,
      LlamaConfig base,
      MethodSettings.MiLora settings,
      List<Map<Projection, LowRankPair>> layers,
      TensorReader pairs) {
    try (TensorReader tensors = new TensorReader(folder.resolve(ROUTER))) {
      List<RouterWeights> routers = RouterTensors.read(tensors, base, settings.router().pooler());
      List<Problem> problems = new ArrayList<>(pairs.problems());
      problems.addAll(tensors.problems());
      InvalidInputException.throwIfAny(problems);
      return new MiLoraAdapter(settings, layers, routers);
    }
  }

  /**
   * What the folder says beside the weights.
   *
   * @throws InvalidInputException if its JSON files are missing or broken
   */
  public static AdapterMetadata metadata(Path folder) {
    MiLoraConfig milora = miloraConfig(folder);
    Path peft = milora.moa() == null ? folder : folder.resolve(milora.moa().domains().getFirst());
    String base = tree(peft.resolve(CONFIG)).path("base_model_name_or_path").asText("");
    return new AdapterMetadata(base, milora.hashes());
  }

  /** Names of the files that this very adapter has, relative to its folder. */
  static List<String> files(Path folder) {
    Stream<String> own = FILES.stream();
    MoaSettings moa = miloraConfig(folder).moa();
    Stream<String> domains =
        moa == null
            ? Stream.empty()
            : moa.domains().stream()
                .flatMap(domain -> DOMAIN_FILES.stream().map(file -> domain + "/" + file));
    return Stream.concat(own, domains).filter(name -> Files.exists(folder.resolve(name))).toList();
  }

  /** Whether a file of some adapter may have this name, relative to its folder. */
  static boolean mayHave(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? FILES.contains(name)
        : MoaSettings.isName(name.substring(0, slash))
            && DOMAIN_FILES.contains(name.substring(slash + 1));
  }

  private static MiLoraConfig miloraConfig(Path folder) {
    Path file = folder.resolve(MILORA_CONFIG);
    if (Files.exists(file)) {
      return MiLoraConfig.read(tree(file));
    }
    if (Files.exists(folder.resolve(ROUTER))) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "no such file, but there is a " + ROUTER + "."));
    }
    return MiLoraConfig.ABSENT;
  }

  private static JsonNode tree(Path file) {
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(Problem.brokenFile(file, "no such file."));
    } catch (IOException e) {
      throw new InvalidInputException(Problem.brokenFile(file, "is no JSON: " + e.getMessage()));
    }
    throw new InvalidInputException(Problem.brokenFile(file, "is no JSON object."));
  }

  /**
   * Writes an adapter. Equal adapters give equal bytes.
   *
   * @param folder must not exist, or be empty; its parent must exist
   * @throws IOException if the disk is full or the folder cannot be written; what was written of it
   *     so far is left behind
   */
  public static void write(Path folder, Adapter adapter, AdapterMetadata metadata)
      throws IOException {
    switch (adapter) {
      case LoraAdapter lora -> {
        writePeft(folder, lora.settings(), lora.layers(), metadata);
        writeConfig(folder, new MiLoraConfig(null, null, metadata.hashes()));
      }
      case MiLoraAdapter milora -> {
        RouterSettings router = milora.settings().router();
        writePeft(folder, milora.settings().lora(), milora.layers(), metadata);
        writeConfig(folder, new MiLoraConfig(router, null, metadata.hashes()));
        SafetensorsWriter.write(
            folder.resolve(ROUTER), RouterTensors.write(milora.routers()), Map.of());
      }
      case MoaAdapter moa -> MoaFolder.write(folder, moa, metadata);
      case BareBase _ -> throw new IllegalArgumentException("A base model has no adapter files");
    }
  }

  static void writePeft(
      Path folder,
      LoraSettings settings,
      List<Map<Projection, LowRankPair>> layers,
      AdapterMetadata metadata)
      throws IOException {
    Files.createDirectories(folder);
    writeJson(folder.resolve(CONFIG), PeftConfig.write(metadata.baseModel(), settings));
    Map<String, FloatTensor> tensors = LoraTensors.write(layers);
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
  }

  static void writeConfig(Path folder, MiLoraConfig config) throws IOException {
    writeJson(folder.resolve(MILORA_CONFIG), config.write());
  }

  private static void writeJson(Path file, JsonNode json) throws IOException {
    Files.writeString(file, json.toPrettyString() + "\n");
  }
}
