package io.milora.engine.adapter;

import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.BaseHashes;
import io.milora.adapters.MiLoraConfig;
import io.milora.adapters.TensorNames;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.model.InvalidInputException;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a Mixture-of-LoRAs: {@code milora_config.json}, {@code router.safetensors} with
 * {@code layers.N.router.weight} [d, domains], and one PEFT folder a domain.
 */
final class MoaFolder {
  private final Path folder;
  private final LlamaConfig base;
  private final List<Problem> problems = new ArrayList<>();

  private MoaFolder(Path folder, LlamaConfig base) {
    this.folder = folder;
    this.base = base;
  }

  /**
   * Reads domains and routers.
   *
   * @param hashes what the mixture says it was trained on; domains that say so, too, must agree
   * @throws InvalidInputException with all domains that are missing or unknown, and all that is
   *     wrong with the others and with the routers
   */
  static MoaAdapter read(
      Path folder, LlamaConfig base, MoaSettings settings, @Nullable BaseHashes hashes) {
    return new MoaFolder(folder, base).read(settings, hashes);
  }

  private MoaAdapter read(MoaSettings settings, @Nullable BaseHashes hashes) {
    refuseOtherFolders(settings.domains());
    List<LoraAdapter> experts = new ArrayList<>();
    List<String> bases = new ArrayList<>();
    for (String domain : settings.domains()) {
      Path place = folder.resolve(domain);
      if (!Files.isDirectory(place)) {
        report("missing_domain", domain, "there is no such folder beside milora_config.json");
        continue;
      }
      try {
        experts.add(expert(domain, place));
        AdapterMetadata metadata = AdapterFiles.metadata(place);
        bases.add(metadata.baseModel());
        if (metadata.hashes() != null && hashes != null) {
          metadata.requireTrainedOn(hashes);
        }
      } catch (InvalidInputException e) {
        e.problems().forEach(problem -> report(problem.code(), domain, problem.message()));
      }
    }
    if (bases.stream().distinct().count() > 1) {
      report("other_base", "base_model_name_or_path", "the domains name different bases: " + bases);
    }
    List<float[]> routers = routers(settings.domains().size());
    InvalidInputException.throwIfAny(problems);
    return new MoaAdapter(settings, experts, routers);
  }

  private LoraAdapter expert(String domain, Path place) {
    if (AdapterFolder.read(place, base) instanceof LoraAdapter lora) {
      return lora;
    }
    throw new InvalidInputException(
        new Problem(
            domain, "unsupported_adapter", "it is not a plain LoRA; a domain's expert has to be."));
  }

  private void refuseOtherFolders(List<String> domains) {
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(Files::isDirectory)
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !domains.contains(name))
          .sorted()
          .forEach(
              name ->
                  report(
                      "unknown_domain",
                      name,
                      "milora_config.json does not list this folder; its domains are " + domains));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<float[]> routers(int domains) {
    List<float[]> routers = new ArrayList<>();
    Path file = folder.resolve(AdapterFiles.ROUTER);
    if (!Files.exists(file)) {
      problems.add(Problem.brokenFile(file, "no such file."));
      return routers;
    }
    try (TensorReader tensors = new TensorReader(file)) {
      for (int layer = 0; layer < base.layers(); layer++) {
        routers.add(tensors.read(TensorNames.router(layer), base.hidden(), domains));
      }
      problems.addAll(tensors.problems());
    }
    return routers;
  }

  private void report(String code, String domain, String what) {
    problems.add(new Problem(domain, code, "Domain " + domain + ": " + what));
  }

  /** Writes a mixture; see {@link AdapterFolder#write}. */
  static void write(Path folder, MoaAdapter adapter, AdapterMetadata metadata) throws IOException {
    Files.createDirectories(folder);
    List<String> domains = adapter.settings().domains();
    for (int i = 0; i < domains.size(); i++) {
      LoraAdapter expert = adapter.experts().get(i);
      Path place = folder.resolve(domains.get(i));
      AdapterFolder.writePeft(place, expert.settings(), expert.layers(), metadata);
    }
    AdapterFolder.writeConfig(
        folder, new MiLoraConfig(null, adapter.settings(), metadata.hashes()));
    Map<String, FloatTensor> tensors = new TreeMap<>();
    for (int layer = 0; layer < adapter.routers().size(); layer++) {
      float[] router = adapter.routers().get(layer);
      tensors.put(
          TensorNames.router(layer),
          FloatTensor.of(router, router.length / domains.size(), domains.size()));
    }
    SafetensorsWriter.write(folder.resolve(AdapterFiles.ROUTER), tensors, Map.of());
  }
}
