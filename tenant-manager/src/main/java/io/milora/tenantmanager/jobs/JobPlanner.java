package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.datasets.DatasetFormat;
import io.milora.model.ContentHash;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.TrainingPlan;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.BaseModels;
import io.milora.persistence.DatasetVersionEntity;
import io.milora.persistence.DatasetVersions;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a request names and fills in what it leaves open. */
@ApplicationScoped
class JobPlanner {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final BaseModels bases;
  private final Files files;
  private final DatasetVersions datasets;
  private final ObjectMapper json;

  JobPlanner(BaseModels bases, Files files, DatasetVersions datasets, ObjectMapper json) {
    this.bases = bases;
    this.files = files;
    this.datasets = datasets;
    this.json = json;
  }

  /**
   * The job, not yet kept. Runs in a transaction of the tenant.
   *
   * @throws InvalidInputException with every name that is not known; if all are, with every value
   *     that is out of range
   */
  TrainingJobEntity plan(TenantId tenant, JobRequest request) {
    List<Problem> problems = new ArrayList<>();
    BaseModelEntity base = base(request.model(), problems);
    FileEntity training = file(tenant, request.trainingFile(), "training_file", problems);
    FileEntity validation =
        request.validationFile() == null
            ? null
            : file(tenant, request.validationFile(), "validation_file", problems);
    InvalidInputException.throwIfAny(problems);
    if (base == null || training == null) {
      throw new IllegalStateException("Neither found nor a problem");
    }
    DatasetVersionEntity rows = dataset(tenant, training);
    checkTexts(base, rows, validation == null ? null : dataset(tenant, validation));
    int seed = request.seed() == null ? RANDOM.nextInt(Integer.MAX_VALUE) : request.seed();
    TrainingPlan plan = resolve(request, base, rows.rowCount, seed);

    TrainingJobEntity job = new TrainingJobEntity();
    job.baseModel = base.name;
    job.method = plan.method().method();
    job.hyperparameters = write(Hyperparameters.of(plan));
    job.seed = seed;
    job.suffix = request.suffix();
    job.metadata = write(request.metadata());
    job.trainingFile = training.id;
    job.trainingHash = training.contentHash;
    if (validation != null) {
      job.validationFile = validation.id;
      job.validationHash = validation.contentHash;
    }
    return job;
  }

  private @Nullable BaseModelEntity base(String name, List<Problem> problems) {
    Optional<BaseModelEntity> base = bases.find(name);
    if (base.isEmpty()) {
      List<String> known = bases.list().stream().map((BaseModelEntity b) -> b.name).toList();
      problems.add(
          new Problem(
              "model",
              "model_not_found",
              "Unknown base model '" + name + "'; allowed: " + known + "."));
    }
    return base.orElse(null);
  }

  private @Nullable FileEntity file(
      TenantId tenant, String id, String param, List<Problem> problems) {
    Optional<FileEntity> file = files.find(tenant, id);
    if (file.isEmpty()) {
      problems.add(
          new Problem(
              param, "file_not_found", "There is no file '" + id + "'; upload it to /v1/files."));
    }
    return file.orElse(null);
  }

  private DatasetVersionEntity dataset(TenantId tenant, FileEntity file) {
    return datasets
        .find(tenant, new ContentHash(file.contentHash))
        .orElseThrow(() -> new IllegalStateException("File " + file.id + " was not validated"));
  }

  private static void checkTexts(
      BaseModelEntity base,
      DatasetVersionEntity training,
      @Nullable DatasetVersionEntity validation) {
    boolean chats = isChat(training) || (validation != null && isChat(validation));
    if (base.tokenizerSha256 == null) {
      throw notTrainable(base, "has no tokenizer");
    }
    if (chats && base.chatTemplateSha256 == null) {
      throw notTrainable(base, "has no chat template; give it prompt/completion rows");
    }
  }

  private static boolean isChat(DatasetVersionEntity dataset) {
    return dataset.format.equals(DatasetFormat.CHAT.name());
  }

  private static InvalidInputException notTrainable(BaseModelEntity base, String reason) {
    return new InvalidInputException(
        new Problem(
            "model", "model_not_trainable", "Base model " + base.name + " " + reason + "."));
  }

  private static TrainingPlan resolve(
      JobRequest request, BaseModelEntity base, long rows, int seed) {
    List<Problem> problems = new ArrayList<>();
    Integer maxLength = request.hyperparameters().maxLength();
    if (maxLength != null && maxLength > base.maxPositions) {
      problems.add(Problem.outOfRange("max_length", maxLength, "8 to " + base.maxPositions));
    }
    TrainingPlan plan = null;
    try {
      plan = request.hyperparameters().resolve(request.method(), base.defaults(), rows, seed);
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    }
    InvalidInputException.throwIfAny(
        problems.stream().map(p -> within(request.hyperparametersPath(), p)).toList());
    if (plan == null) {
      throw new IllegalStateException("Neither a plan nor a problem");
    }
    return plan;
  }

  private static Problem within(String path, Problem problem) {
    return new Problem(path + "." + problem.param(), problem.code(), problem.message());
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records and maps of texts are always JSON", e);
    }
  }
}
