package io.milora.cli.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job file; names are these in snake case, paths are relative to the file.
 *
 * @param model base model: folder or .gguf file
 * @param trainingFile JSONL, chat or prompt and completion
 * @param validationFile the same, for dev perplexity and early stopping; may be absent
 * @param output folder that the adapter is written to; must not exist
 * @param method milora (default) or lora
 * @param seed of initial weights and order of rows (0)
 * @param hyperparameters what is absent has its default
 */
record TrainJob(
    Path model,
    Path trainingFile,
    @Nullable Path validationFile,
    Path output,
    String method,
    int seed,
    Hyperparameters hyperparameters) {

  /** The file as people write it. */
  private record Written(
      @Nullable String model,
      @Nullable String trainingFile,
      @Nullable String validationFile,
      @Nullable String output,
      @Nullable String method,
      @Nullable Integer seed,
      @Nullable Hyperparameters hyperparameters) {}

  /**
   * Reads a job file.
   *
   * @throws InvalidInputException with what is missing, unknown or of the wrong type
   */
  static TrainJob read(Path file) {
    Written written = parse(file);
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    List<Problem> problems = new ArrayList<>();
    Path model = required(problems, folder, "model", written.model());
    Path training = required(problems, folder, "training_file", written.trainingFile());
    Path output = required(problems, folder, "output", written.output());
    InvalidInputException.throwIfAny(problems);
    String validation = written.validationFile();
    return new TrainJob(
        model,
        training,
        validation == null ? null : folder.resolve(validation),
        output,
        Objects.requireNonNullElse(written.method(), MethodSettings.MiLora.NAME),
        Objects.requireNonNullElse(written.seed(), 0),
        Objects.requireNonNullElse(written.hyperparameters(), Hyperparameters.DEFAULTS));
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
        Problem.brokenFile(file, "is empty; it needs model, training_file and output."));
  }

  private static Path required(
      List<Problem> problems, Path folder, String name, @Nullable String given) {
    if (given == null) {
      problems.add(new Problem(name, "missing_field", "The job file lacks " + name + "."));
      return folder;
    }
    return folder.resolve(given);
  }
}
