package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.datasets.DatasetFormat;
import io.milora.model.Hyperparameters;
import io.milora.model.InvalidInputException;
import io.milora.model.Mixture;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.TrainingPlan;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.BaseModels;
import io.milora.persistence.DatasetVersionEntity;
import io.milora.persistence.FileEntity;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a request names and fills in what it leaves open. */
@ApplicationScoped
class JobPlanner {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final BaseModels bases;
  private final JobFiles files;
  private final MixturePlanner mixtures;
  private final TokenEstimate tokens;
  private final ObjectMapper json;

  JobPlanner(
      BaseModels bases,
      JobFiles files,
      MixturePlanner mixtures,
      TokenEstimate tokens,
      ObjectMapper json) {
    this.bases = bases;
    this.files = files;
    this.mixtures = mixtures;
    this.tokens = tokens;
    this.json = json;
  }

  /**
   * The job, not yet kept. Runs in a transaction of the tenant.
   *
   * @throws InvalidInputException with every name that is not known and every value out of range
   */
  TrainingJobEntity plan(TenantId tenant, JobRequest request) {
    List<Problem> problems = new ArrayList<>();
    BaseModelEntity base = base(request.model(), problems);
    Data data = data(tenant, base, request, problems);
    if (base != null && !problems.isEmpty()) {
      problems.addAll(outOfRange(request, base));
    }
    InvalidInputException.throwIfAny(problems);
    if (base == null || data == null) {
      throw new IllegalStateException("Neither found nor a problem");
    }
    List<DatasetVersionEntity> rows =
        data.trainingHashes().stream().map(hash -> files.dataset(tenant, hash)).toList();
    Stream<DatasetVersionEntity> dev =
        data.validationHashes().stream().map(hash -> files.dataset(tenant, hash));
    checkTexts(base, Stream.concat(rows.stream(), dev).anyMatch(JobPlanner::isChat));
    int seed = request.seed() == null ? RANDOM.nextInt(Integer.MAX_VALUE) : request.seed();
    long count = rows.stream().mapToLong(r -> r.rowCount).sum();
    MoaSettings moa = data.mixture() == null ? null : data.mixture().settings();
    TrainingPlan plan =
        resolve(request, moa, base, count, !data.validationHashes().isEmpty(), seed);

    TrainingJobEntity job = new TrainingJobEntity();
    job.baseModel = base.name;
    job.method = plan.method().method();
    job.hyperparameters = write(Hyperparameters.of(plan));
    job.mixture = data.mixture() == null ? null : write(data.mixture());
    job.seed = seed;
    job.estimatedTokens = tokens.of(data.trainingHashes(), count, plan.training());
    job.suffix = request.suffix();
    job.metadata = write(request.metadata());
    Mixture.Domain first = data.domains().getFirst();
    job.trainingFile = first.trainingFile();
    job.trainingHash = first.trainingHash();
    job.validationFile = first.validationFile();
    job.validationHash = first.validationHash();
    return job;
  }

  /**
   * Rows to train on.
   *
   * @param domains at least one; a job of another method has a single one without a name
   * @param mixture null for jobs of other methods
   */
  private record Data(List<Mixture.Domain> domains, @Nullable Mixture mixture) {
    List<String> trainingHashes() {
      return domains.stream().map(Mixture.Domain::trainingHash).toList();
    }

    List<String> validationHashes() {
      return domains.stream()
          .map(Mixture.Domain::validationHash)
          .<String>mapMulti(
              (hash, found) -> {
                if (hash != null) {
                  found.accept(hash);
                }
              })
          .toList();
    }
  }

  /** Null, or of no use, after a problem was noted. */
  private @Nullable Data data(
      TenantId tenant, @Nullable BaseModelEntity base, JobRequest request, List<Problem> problems) {
    if (request.mixture() != null) {
      Mixture mixture = mixtures.plan(tenant, base, request, request.mixture(), problems);
      return new Data(mixture.domains(), mixture);
    }
    FileEntity training =
        files.find(tenant, String.valueOf(request.trainingFile()), "training_file", problems);
    FileEntity validation =
        request.validationFile() == null
            ? null
            : files.find(tenant, request.validationFile(), "validation_file", problems);
    if (training == null) {
      return null;
    }
    return new Data(
        List.of(
            new Mixture.Domain(
                "",
                training.id,
                training.trainedHash(),
                validation == null ? null : validation.id,
                validation == null ? null : validation.trainedHash(),
                null)),
        null);
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

  private static void checkTexts(BaseModelEntity base, boolean chats) {
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
      JobRequest request,
      @Nullable MoaSettings moa,
      BaseModelEntity base,
      long rows,
      boolean dev,
      int seed) {
    List<Problem> problems = new ArrayList<>();
    Integer maxLength = request.hyperparameters().maxLength();
    if (maxLength != null && maxLength > base.maxPositions) {
      problems.add(Problem.outOfRange("max_length", maxLength, "8 to " + base.maxPositions));
    }
    TrainingPlan plan = null;
    try {
      Hyperparameters given = request.hyperparameters();
      plan =
          moa == null
              ? given.resolve(request.method(), base.defaults(), rows, dev, seed)
              : given.resolve(moa, base.defaults(), rows, seed);
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

  /** What is wrong with the hyperparameters, whatever the rows may be. */
  private static List<Problem> outOfRange(JobRequest request, BaseModelEntity base) {
    MoaSettings any = MoaSettings.of(List.of("a", "b"));
    try {
      resolve(
          request,
          request.mixture() == null ? null : any,
          base,
          1,
          request.validationFile() != null,
          0);
      return List.of();
    } catch (InvalidInputException e) {
      return e.problems();
    }
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
