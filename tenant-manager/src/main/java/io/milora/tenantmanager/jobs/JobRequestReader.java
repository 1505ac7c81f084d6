package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.RequestFields;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of a new job, in OpenAI's shape, and says everything that is wrong with it. */
@ApplicationScoped
class JobRequestReader {
  /** OpenAI's name for fine-tuning on given answers; here it means the default method. */
  private static final String SUPERVISED = "supervised";

  private static final List<String> METHODS =
      List.of(
          MethodSettings.MiLora.NAME,
          MethodSettings.Lora.NAME,
          MethodSettings.Moa.NAME,
          SUPERVISED);
  private static final String HYPERPARAMETERS = "hyperparameters";
  private static final String METHOD = "method";
  private static final Pattern SUFFIX = Pattern.compile("[a-z0-9-]{1,64}");
  private static final int MAX_METADATA = 16;
  private static final int MAX_METADATA_KEY = 64;
  private static final int MAX_METADATA_VALUE = 512;

  private final HyperparametersReader hyperparameters;

  JobRequestReader(HyperparametersReader hyperparameters) {
    this.hyperparameters = hyperparameters;
  }

  /**
   * The request.
   *
   * @throws InvalidInputException with all problems
   */
  JobRequest read(RequestFields body) {
    String model = body.requiredText("model");
    Method method = method(body);
    String trainingFile =
        method.mixture() == null ? body.requiredText("training_file") : body.text("training_file");
    String validationFile = body.text("validation_file");
    String suffix = suffix(body);
    Integer seed = body.natural("seed");
    Map<String, String> metadata = metadata(body);
    boolean dryRun = body.flag("dry_run");
    refuseIntegrations(body);
    body.refuseOthers();
    body.throwIfAnyProblem();
    return new JobRequest(
        model,
        trainingFile,
        validationFile,
        suffix,
        seed,
        method.name(),
        method.hyperparameters(),
        method.path(),
        method.mixture(),
        metadata,
        dryRun);
  }

  private static @Nullable String suffix(RequestFields body) {
    String suffix = body.text("suffix");
    if (suffix != null && !SUFFIX.matcher(suffix).matches()) {
      body.report(
          Problem.outOfRange("suffix", "'" + suffix + "'", "1 to 64 characters of a-z, 0-9 and -"));
    }
    return suffix;
  }

  private static Map<String, String> metadata(RequestFields body) {
    Map<String, String> metadata = body.texts("metadata");
    if (metadata.size() > MAX_METADATA) {
      body.report(
          Problem.outOfRange("metadata", metadata.size() + " pairs", "at most " + MAX_METADATA));
    }
    metadata.forEach(
        (key, value) -> {
          if (key.isEmpty() || key.length() > MAX_METADATA_KEY) {
            body.report(
                Problem.outOfRange(
                    "metadata", "a key of " + key.length(), "keys of 1 to 64 characters"));
          }
          if (value.length() > MAX_METADATA_VALUE) {
            body.report(
                Problem.outOfRange(
                    "metadata." + key, value.length() + " characters", "at most 512"));
          }
        });
    return metadata;
  }

  private static void refuseIntegrations(RequestFields body) {
    JsonNode integrations = body.get("integrations");
    if (integrations != null && !(integrations.isArray() && integrations.isEmpty())) {
      body.report(
          new Problem(
              "integrations",
              "unsupported_parameter",
              "integrations are not supported; remove them and follow the job's events."));
    }
  }

  private Method method(RequestFields body) {
    Optional<RequestFields> legacy = body.object(HYPERPARAMETERS);
    Optional<RequestFields> method = body.object(METHOD);
    if (legacy.isPresent() && method.isPresent()) {
      body.report(
          new Problem(
              HYPERPARAMETERS,
              "conflicting_parameters",
              "hyperparameters and method were both given; move them to"
                  + " method.<type>.hyperparameters."));
    }
    return method
        .map(this::ofType)
        .orElseGet(
            () ->
                new Method(
                    MethodSettings.MiLora.NAME,
                    legacy.map(hyperparameters::read).orElse(Hyperparameters.DEFAULTS),
                    HYPERPARAMETERS,
                    null));
  }

  private Method ofType(RequestFields method) {
    String type = method.requiredText("type");
    if (!type.isEmpty() && !METHODS.contains(type)) {
      method.report(Problem.unknown("method.type", type, METHODS));
      return new Method(type, Hyperparameters.DEFAULTS, METHOD, null);
    }
    Optional<RequestFields> settings = type.isEmpty() ? Optional.empty() : method.object(type);
    method.refuseOthers();
    Optional<RequestFields> given = settings.flatMap(s -> s.object(HYPERPARAMETERS));
    MixtureRequest mixture =
        type.equals(MethodSettings.Moa.NAME)
            ? settings.map(MixtureRequest::read).orElseGet(() -> MixtureRequest.missing(method))
            : null;
    settings.ifPresent(RequestFields::refuseOthers);
    return new Method(
        type.equals(SUPERVISED) ? MethodSettings.MiLora.NAME : type,
        given.map(hyperparameters::read).orElse(Hyperparameters.DEFAULTS),
        METHOD + "." + type + "." + HYPERPARAMETERS,
        mixture);
  }

  private record Method(
      String name,
      Hyperparameters hyperparameters,
      String path,
      @Nullable MixtureRequest mixture) {}
}
