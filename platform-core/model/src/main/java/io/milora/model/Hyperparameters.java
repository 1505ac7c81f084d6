package io.milora.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hyperparameters as people write them, in requests, job files and the database alike: flat, and
 * null where the default is meant. Names in JSON and YAML are these in snake case. Meaning and
 * ranges: {@link TrainingSettings}, {@link ThetaSettings}, {@link LoraSettings}, {@link
 * RouterSettings}.
 *
 * @param learningRateMultiplier OpenAI's way to say the rate: times the base model's default
 * @param targetModules PEFT's names, for instance {@code q_proj}
 * @param bilevel whether MiLoRA's activations learn from the dev set, which has to be there; by
 *     default they do if there is one
 */
public record Hyperparameters(
    @Nullable Integer nEpochs,
    @Nullable Integer batchSize,
    @Nullable Integer microBatchSize,
    @Nullable Double learningRateMultiplier,
    @Nullable Double learningRate,
    @Nullable Double warmupShare,
    @Nullable Double weightDecay,
    @Nullable Double maxGradNorm,
    @Nullable Double loadBalance,
    @Nullable Integer maxLength,
    @Nullable Integer activationCheckpointingFrom,
    @Nullable Integer evaluateEvery,
    @Nullable Integer patience,
    @Nullable Integer rank,
    @Nullable Double alpha,
    @Nullable Double dropout,
    @Nullable List<String> targetModules,
    @Nullable Integer k,
    @Nullable Pooler pooler,
    @Nullable GateKind gate,
    @Nullable Boolean normalise,
    @Nullable Boolean bilevel,
    @Nullable Integer bilevelEvery,
    @Nullable Double thetaLearningRate) {

  /** Nothing said: all defaults. */
  public static final Hyperparameters DEFAULTS =
      new Hyperparameters(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null);

  /** Every value of a plan, so that resolving gives the plan again. */
  public static Hyperparameters of(TrainingPlan plan) {
    TrainingSettings t = plan.training();
    LoraSettings l = plan.method().lora();
    RouterSettings r = plan.method() instanceof MethodSettings.MiLora m ? m.router() : null;
    return new Hyperparameters(
        t.epochs(),
        t.batchSize(),
        t.microBatchSize(),
        null,
        t.learningRate(),
        t.warmupShare(),
        t.weightDecay(),
        t.maxGradNorm(),
        t.loadBalance(),
        t.maxLength(),
        t.activationCheckpointingFrom(),
        t.evaluateEvery(),
        t.patience(),
        l.rank(),
        l.alpha(),
        l.dropout(),
        l.targets().stream().map(Projection::targetModule).toList(),
        r == null ? null : r.k(),
        r == null ? null : r.pooler(),
        r == null ? null : r.gate(),
        r == null ? null : r.normalise(),
        r == null ? null : t.theta().bilevel(),
        r == null ? null : t.theta().every(),
        r == null ? null : t.theta().learningRate());
  }

  /**
   * Fills in what was not said.
   *
   * @param method {@code milora} or {@code lora}
   * @param base defaults of the base model
   * @param rows training rows; above 10,000 the default batch is 128 instead of 16
   * @param dev whether there is a dev set
   * @param seed of initial weights and order of rows
   * @throws InvalidInputException with all values out of range, unknown modules, and options that
   *     the method lacks
   */
  public TrainingPlan resolve(String method, BaseDefaults base, long rows, boolean dev, int seed) {
    return resolve(() -> method(method, base), base, rows, dev, seed);
  }

  /**
   * Fills in what was not said about a Mixture-of-LoRAs.
   *
   * @param moa its domains, and how one is chosen
   * @param base defaults of the base model
   * @param rows training rows of all domains together
   * @param seed of initial weights and order of rows
   * @throws InvalidInputException with all values out of range, unknown modules, and options that
   *     belong to other methods
   */
  public TrainingPlan resolve(MoaSettings moa, BaseDefaults base, long rows, int seed) {
    return resolve(
        () -> {
          refuseRouterOptions();
          return new MethodSettings.Moa(lora(base), moa);
        },
        base,
        rows,
        false,
        seed);
  }

  private TrainingPlan resolve(
      Supplier<MethodSettings> method, BaseDefaults base, long rows, boolean dev, int seed) {
    List<Problem> problems = new ArrayList<>();
    MethodSettings settings = collect(problems, method);
    TrainingSettings training = collect(problems, () -> training(base, rows, dev, seed));
    InvalidInputException.throwIfAny(problems);
    if (settings == null || training == null) {
      throw new IllegalStateException("Neither a result nor a problem");
    }
    return new TrainingPlan(settings, training);
  }

  private MethodSettings method(String method, BaseDefaults base) {
    return switch (method) {
      case MethodSettings.MiLora.NAME -> new MethodSettings.MiLora(lora(base), router());
      case MethodSettings.Lora.NAME -> {
        refuseRouterOptions();
        yield new MethodSettings.Lora(lora(base));
      }
      default ->
          throw new InvalidInputException(Problem.unknown("method.type", method, "milora, lora"));
    };
  }

  private LoraSettings lora(BaseDefaults base) {
    int r = or(rank, base.rank());
    return new LoraSettings(r, or(alpha, 2.0 * r), or(dropout, 0.0), targets());
  }

  private RouterSettings router() {
    RouterSettings d = RouterSettings.DEFAULT;
    return new RouterSettings(
        or(k, d.k()), or(pooler, d.pooler()), or(gate, d.gate()), or(normalise, d.normalise()));
  }

  private void refuseRouterOptions() {
    List<Problem> problems = new ArrayList<>();
    refuse(problems, "k", k);
    refuse(problems, "pooler", pooler);
    refuse(problems, "gate", gate);
    refuse(problems, "normalise", normalise);
    refuse(problems, "bilevel", bilevel);
    refuse(problems, "bilevel_every", bilevelEvery);
    refuse(problems, "theta_learning_rate", thetaLearningRate);
    InvalidInputException.throwIfAny(problems);
  }

  private static void refuse(List<Problem> problems, String param, @Nullable Object given) {
    if (given != null) {
      problems.add(
          new Problem(
              param,
              "unsupported_parameter",
              param + " belongs to method milora; remove it, or use milora."));
    }
  }

  private Set<Projection> targets() {
    if (targetModules == null) {
      return EnumSet.allOf(Projection.class);
    }
    Set<String> given = Set.copyOf(targetModules);
    Set<String> known = Set.copyOf(Projection.targetModules());
    List<Problem> problems =
        given.stream()
            .filter(name -> !known.contains(name))
            .sorted()
            .map(name -> Problem.unknown("target_modules", name, Projection.targetModules()))
            .toList();
    InvalidInputException.throwIfAny(problems);
    return EnumSet.allOf(Projection.class).stream()
        .filter(p -> given.contains(p.targetModule()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Projection.class)));
  }

  private TrainingSettings training(BaseDefaults base, long rows, boolean dev, int seed) {
    int batch = or(batchSize, rows > 10_000 ? 128 : 16);
    return new TrainingSettings(
        or(nEpochs, 10),
        batch,
        or(microBatchSize, Math.min(batch, 8)),
        rate(base),
        or(warmupShare, 0.06),
        or(weightDecay, 0.0),
        or(maxGradNorm, 1.0),
        or(loadBalance, 1e-2),
        or(maxLength, base.maxLength()),
        or(activationCheckpointingFrom, TrainingSettings.ACTIVATION_CHECKPOINTING_FROM),
        or(evaluateEvery, 200),
        or(patience, 10),
        seed,
        theta(dev));
  }

  private ThetaSettings theta(boolean dev) {
    if (Boolean.TRUE.equals(bilevel) && !dev) {
      throw new InvalidInputException(
          new Problem(
              "bilevel",
              "missing_validation_file",
              "bilevel trains the activations on the dev set; give a validation_file, or remove bilevel."));
    }
    ThetaSettings d = ThetaSettings.JOINT;
    return new ThetaSettings(
        or(thetaLearningRate, d.learningRate()), or(bilevel, dev), or(bilevelEvery, d.every()));
  }

  private double rate(BaseDefaults base) {
    if (learningRate != null && learningRateMultiplier != null) {
      throw new InvalidInputException(
          new Problem(
              "learning_rate_multiplier",
              "conflicting_parameters",
              "learning_rate and learning_rate_multiplier were both given; keep one."));
    }
    return or(learningRate, base.learningRate() * or(learningRateMultiplier, 1.0));
  }

  private static <T> T or(@Nullable T given, T fallback) {
    return given == null ? fallback : given;
  }

  private static <T> @Nullable T collect(List<Problem> problems, Supplier<T> part) {
    try {
      return part.get();
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return null;
    }
  }
}
