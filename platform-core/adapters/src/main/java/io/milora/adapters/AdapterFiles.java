package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.BaseShape;
import io.milora.model.InvalidInputException;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of an adapter's folder, and what those say that are no weights. */
public final class AdapterFiles {
  public static final String CONFIG = "adapter_config.json";
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** What the adapter says to some prompts; beside the weights, and not read with them. */
  public static final String GOLDEN_OUTPUTS = "golden_outputs.json";

  public static final String MILORA_CONFIG = "milora_config.json";
  public static final String ROUTER = "router.safetensors";

  /** All files that an adapter may consist of. */
  static final List<String> FILES = List.of(CONFIG, WEIGHTS, MILORA_CONFIG, ROUTER, GOLDEN_OUTPUTS);

  /** All files that the folder of a domain may consist of. */
  static final List<String> DOMAIN_FILES = List.of(CONFIG, WEIGHTS, MILORA_CONFIG);

  private static final ObjectMapper JSON = new ObjectMapper();

  private AdapterFiles() {}

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

  /**
   * Rank, alpha and modules.
   *
   * @throws InvalidInputException if the file is missing or broken, or with all options that are
   *     not served
   */
  public static PeftConfig peftConfig(Path folder, BaseShape base) {
    return PeftConfig.read(tree(folder.resolve(CONFIG)), base);
  }

  /**
   * What PEFT does not know; {@link MiLoraConfig#ABSENT} of a folder that PEFT made.
   *
   * @throws InvalidInputException if the file is broken, or missing where it is needed
   */
  public static MiLoraConfig miloraConfig(Path folder) {
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

  /** Writes a JSON file as adapters have them. */
  public static void write(Path file, JsonNode json) throws IOException {
    Files.writeString(file, json.toPrettyString() + "\n");
  }

  static JsonNode tree(Path file) {
    try {
      return parse(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(Problem.brokenFile(file, "no such file."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(Path file, byte[] json) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (IOException e) {
      throw new InvalidInputException(Problem.brokenFile(file, "is no JSON: " + e.getMessage()));
    }
    throw new InvalidInputException(Problem.brokenFile(file, "is no JSON object."));
  }
}
