package io.milora.engine.adapter;

import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.MiLoraConfig;
import io.milora.adapters.PeftConfig;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adapters as folders: {@code adapter_config.json} and {@code adapter_model.safetensors} as PEFT
 * has them, and where PEFT has no words {@code milora_config.json} and {@code router.safetensors}.
 * A folder that PEFT made is read as plain LoRA; a plain LoRA written here loads in PEFT. A
 * Mixture-of-LoRAs is one such folder a domain beside the two files that PEFT has no words for.
 */
public final class AdapterFolder {
  private AdapterFolder() {}

  /**
   * Reads an adapter for a base model.
   *
   * @throws InvalidInputException with all options that are not served, or all tensors that are
   *     missing, unknown or misshapen
   */
  public static Adapter read(Path folder, LlamaConfig base) {
    MiLoraConfig milora = AdapterFiles.miloraConfig(folder);
    if (milora.moa() != null) {
      return MoaFolder.read(folder, base, milora.moa(), milora.hashes());
    }
    PeftConfig peft = AdapterFiles.peftConfig(folder, base.shape());
    LoraSettings settings = peft.settings();
    try (TensorReader tensors = new TensorReader(folder.resolve(AdapterFiles.WEIGHTS))) {
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
    try (TensorReader tensors = new TensorReader(folder.resolve(AdapterFiles.ROUTER))) {
      List<RouterWeights> routers = RouterTensors.read(tensors, base, settings.router().pooler());
      List<Problem> problems = new ArrayList<>(pairs.problems());
      problems.addAll(tensors.problems());
      InvalidInputException.throwIfAny(problems);
      return new MiLoraAdapter(settings, layers, routers);
    }
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
            folder.resolve(AdapterFiles.ROUTER), RouterTensors.write(milora.routers()), Map.of());
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
    AdapterFiles.write(
        folder.resolve(AdapterFiles.CONFIG), PeftConfig.write(metadata.baseModel(), settings));
    Map<String, FloatTensor> tensors = LoraTensors.write(layers);
    SafetensorsWriter.write(folder.resolve(AdapterFiles.WEIGHTS), tensors, Map.of("format", "pt"));
  }

  static void writeConfig(Path folder, MiLoraConfig config) throws IOException {
    AdapterFiles.write(folder.resolve(AdapterFiles.MILORA_CONFIG), config.write());
  }
}
