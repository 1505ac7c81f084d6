package io.milora.engine.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
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

/**
 * Adapters as folders: {@code adapter_config.json} and {@code adapter_model.safetensors} as PEFT
 * has them, and where PEFT has no words {@code milora_config.json} and {@code router.safetensors}.
 * A folder that PEFT made is read as plain LoRA; a plain LoRA written here loads in PEFT.
 */
public final class AdapterFolder {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  static final String MILORA_CONFIG = "milora_config.json";
  static final String ROUTER = "router.safetensors";

  /** All files that an adapter may consist of. */
  static final List<String> FILES = List.of(CONFIG, WEIGHTS, MILORA_CONFIG, ROUTER);

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
    String base = tree(folder.resolve(CONFIG)).path("base_model_name_or_path").asText("");
    return new AdapterMetadata(base, miloraConfig(folder).hashes());
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
      case LoraAdapter lora ->
          write(
              folder,
              metadata,
              lora.settings(),
              new MiLoraConfig(null, metadata.hashes()),
              lora.layers());
      case MiLoraAdapter milora -> {
        RouterSettings router = milora.settings().router();
        write(
            folder,
            metadata,
            milora.settings().lora(),
            new MiLoraConfig(router, metadata.hashes()),
            milora.layers());
        SafetensorsWriter.write(
            folder.resolve(ROUTER), RouterTensors.write(milora.routers()), Map.of());
      }
      case MoaAdapter _ ->
          throw new InvalidInputException(
              new Problem(
                  "method", "unsupported_method", "Adapters of method moa cannot be written yet."));
      case BareBase _ -> throw new IllegalArgumentException("A base model has no adapter files");
    }
  }

  private static void write(
      Path folder,
      AdapterMetadata metadata,
      LoraSettings settings,
      MiLoraConfig milora,
      List<Map<Projection, LowRankPair>> layers)
      throws IOException {
    Files.createDirectories(folder);
    writeJson(folder.resolve(CONFIG), PeftConfig.write(metadata.baseModel(), settings));
    writeJson(folder.resolve(MILORA_CONFIG), milora.write());
    Map<String, FloatTensor> tensors = LoraTensors.write(layers);
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
  }

  private static void writeJson(Path file, JsonNode json) throws IOException {
    Files.writeString(file, json.toPrettyString() + "\n");
  }
}
