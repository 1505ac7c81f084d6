package io.milora.cli.engine;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milora.model.DomainSelect;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Problem;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job file; names are these in snake case, paths are relative to the file. Files of rows are what
 * {@link Rows} reads.
 *
 * @param model base model: folder or .gguf file
 * @param sources one of all rows, or for method moa one a domain in the order of the file
 * @param output folder that the adapter is written to; must not exist
 * @param method milora (default), lora or moa
 * @param mixture settings of method moa; null for the others
 * @param seed of initial weights, and of choice and order of rows (0)
 * @param limits how many rows are taken
 * @param hyperparameters what is absent has its default
 */
record TrainJob(
    Path model,
    List<Source> sources,
    Path output,
    String method,
    @Nullable MoaSettings mixture,
    int seed,
    RowLimits limits,
    Hyperparameters hyperparameters) {

  /**
   * Rows that belong together.
   *
   * @param name of the domain; empty where there is none
   * @param validation for dev perplexity and early stopping; may be empty
   * @param adapter folder of a domain's LoRA that was trained before; null to train it
   */
  record Source(String name, List<Path> training, List<Path> validation, @Nullable Path adapter) {
    /** What messages call one of its fields. */
    String field(String field) {
      return name.isEmpty() ? field : "domains." + name + "." + field;
    }
  }

  /** The file as people write it. */
  private record Written(
      @Nullable String model,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<String> trainingFile,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<String> validationFile,
      @Nullable Map<String, WrittenDomain> domains,
      @Nullable DomainSelect select,
      @Nullable Boolean tuneExperts,
      @Nullable String output,
      @Nullable String method,
      @Nullable Integer seed,
      @Nullable Integer rows,
      @Nullable Integer validationRows,
      @Nullable Hyperparameters hyperparameters) {}

  private record WrittenDomain(
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<String> trainingFile,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<String> validationFile,
      @Nullable String adapter) {}

  /**
   * Reads a job file.
   *
   * @throws InvalidInputException with what is missing, unknown or of the wrong type
   */
  static TrainJob read(Path file) {
    Written written = parse(file);
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    List<Problem> problems = new ArrayList<>();
    if (written.model() == null) {
      problems.add(missing("model"));
    }
    if (written.output() == null) {
      problems.add(missing("output"));
    }
    String method = Objects.requireNonNullElse(written.method(), MethodSettings.MiLora.NAME);
    boolean moa = method.equals(MethodSettings.Moa.NAME);
    checkFields(problems, written, moa);
    RowLimits limits = RowLimits.of(problems, written.rows(), written.validationRows());
    InvalidInputException.throwIfAny(problems);
    return new TrainJob(
        folder.resolve(Objects.requireNonNull(written.model())),
        moa ? domains(written, folder) : List.of(all(written, folder)),
        folder.resolve(Objects.requireNonNull(written.output())),
        method,
        moa ? mixture(written) : null,
        Objects.requireNonNullElse(written.seed(), 0),
        limits,
        Objects.requireNonNullElse(written.hyperparameters(), Hyperparameters.DEFAULTS));
  }

  /** Which fields a method has, and must have. */
  private static void checkFields(List<Problem> problems, Written written, boolean moa) {
    if (!moa) {
      refuse(problems, "domains", written.domains(), "moa");
      refuse(problems, "select", written.select(), "moa");
      refuse(problems, "tune_experts", written.tuneExperts(), "moa");
      if (written.trainingFile() == null) {
        problems.add(missing("training_file"));
      }
      return;
    }
    refuse(problems, "training_file", written.trainingFile(), "milora or lora; moa has domains");
    refuse(
        problems, "validation_file", written.validationFile(), "milora or lora; moa has domains");
    if (written.domains() == null) {
      problems.add(missing("domains"));
      return;
    }
    problems.addAll(MoaSettings.problems(List.copyOf(written.domains().keySet())));
    written
        .domains()
        .forEach(
            (name, domain) -> {
              if (domain.trainingFile() == null) {
                problems.add(missing("domains." + name + ".training_file"));
              }
            });
  }

  private static Source all(Written written, Path folder) {
    return new Source(
        "", paths(folder, written.trainingFile()), paths(folder, written.validationFile()), null);
  }

  private static List<Source> domains(Written written, Path folder) {
    List<Source> sources = new ArrayList<>();
    new LinkedHashMap<>(Objects.requireNonNull(written.domains()))
        .forEach(
            (name, domain) ->
                sources.add(
                    new Source(
                        name,
                        paths(folder, domain.trainingFile()),
                        paths(folder, domain.validationFile()),
                        domain.adapter() == null ? null : folder.resolve(domain.adapter()))));
    return sources;
  }

  private static MoaSettings mixture(Written written) {
    return new MoaSettings(
        List.copyOf(Objects.requireNonNull(written.domains()).keySet()),
        Objects.requireNonNullElse(written.select(), DomainSelect.VOTE),
        Pooler.MEAN,
        Objects.requireNonNullElse(written.tuneExperts(), false));
  }

  private static List<Path> paths(Path folder, @Nullable List<String> given) {
    return given == null ? List.of() : given.stream().map(folder::resolve).toList();
  }

  private static Written parse(Path file) {
    try {
      JsonNode tree = new YAMLMapper().readTree(file.toFile());
      if (tree != null && tree.isObject()) {
        return MiloraJson.mapper().treeToValue(tree, Written.class);
      }
    } catch (UnrecognizedPropertyException e) {
      Object known = Objects.requireNonNullElse(e.getKnownPropertyIds(), List.of());
      throw new InvalidInputException(
          Problem.unknown("field of the job file", e.getPropertyName(), known));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(Problem.brokenFile(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "cannot be read: " + e.getMessage()));
    }
    throw new InvalidInputException(
        Problem.brokenFile(
            file, "is empty; it needs model, output, and training_file or domains."));
  }

  private static Problem missing(String name) {
    return new Problem(name, "missing_field", "The job file lacks " + name + ".");
  }

  private static void refuse(
      List<Problem> problems, String name, @Nullable Object given, String methods) {
    if (given != null) {
      problems.add(
          new Problem(
              name, "unsupported_parameter", "%s belongs to method %s.".formatted(name, methods)));
    }
  }
}
