package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterGroup;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a run: the adapter's parameters, the optimiser's moments, the best parameters so
 * far, and the counters. Confined to the training thread.
 */
final class TrainingState {
  private static final String PARAMETER = "p.";
  private static final String FIRST = "m.";
  private static final String SECOND = "v.";
  private static final String BEST = "best.";
  private static final String FIRST_CHOICES = "first_choices";

  private final List<Parameter> names;
  private final TensorList parameters;
  private final int vocabulary;
  private final Map<ParameterGroup, Gradients> gradients;
  private final Map<ParameterGroup, AdamW> optimisers;
  private Map<String, float[]> best = Map.of();
  private final FirstChoices firstChoices;
  private LossMonitor losses;
  private int step;
  private double bestDevLoss = Double.POSITIVE_INFINITY;
  private int evaluationsSinceBest;
  private long trainedTokens;

  /**
   * The beginning of a run.
   *
   * @param names what is trained
   * @param parameters one for each, with their values
   * @param vocabulary tokens of the base model
   * @param apart whether Theta has gradients of its own
   */
  TrainingState(
      NDManager manager,
      TorchProgram program,
      List<Parameter> names,
      TensorList parameters,
      int vocabulary,
      boolean apart) {
    this.names = List.copyOf(names);
    this.parameters = parameters;
    this.vocabulary = vocabulary;
    losses = new LossMonitor(vocabulary, List.of());
    firstChoices = new FirstChoices(routers(names));
    Map<ParameterGroup, List<Integer>> groups =
        IntStream.range(0, names.size())
            .boxed()
            .collect(Collectors.groupingBy(i -> names.get(i).group()));
    List<Integer> all = groups.values().stream().flatMap(List::stream).sorted().toList();
    Gradients joint = apart ? null : new Gradients(manager, parameters, all);
    gradients = new EnumMap<>(ParameterGroup.class);
    optimisers = new EnumMap<>(ParameterGroup.class);
    groups.forEach(
        (group, members) -> {
          Gradients own = joint == null ? new Gradients(manager, parameters, members) : joint;
          gradients.put(group, own);
          optimisers.put(group, new AdamW(manager, program, parameters, own, members));
        });
  }

  /**
   * The parameters of a checkpoint, by name.
   *
   * @throws InvalidInputException if the checkpoint belongs to another plan or base
   */
  static Map<String, float[]> parameters(List<Parameter> names, Checkpoint checkpoint) {
    check(names, checkpoint);
    return strip(PARAMETER, checkpoint.tensors());
  }

  private static void check(List<Parameter> names, Checkpoint checkpoint) {
    Set<String> unknown = new HashSet<>(checkpoint.tensors().keySet());
    List<Problem> problems = new ArrayList<>();
    for (Parameter parameter : names) {
      for (String prefix : List.of(PARAMETER, FIRST, SECOND, BEST)) {
        String name = prefix + parameter.name();
        unknown.remove(name);
        float[] values = checkpoint.tensors().get(name);
        if (values == null ? !prefix.equals(BEST) : values.length != parameter.size()) {
          problems.add(broken(name, values, parameter.size()));
        }
      }
    }
    float[] choices = checkpoint.tensors().get(FIRST_CHOICES);
    int expected = checkpoint.step() == 0 ? 0 : routers(names) * Projection.COUNT;
    if ((choices == null ? 0 : choices.length) != expected) {
      problems.add(broken(FIRST_CHOICES, choices, expected));
    }
    unknown.remove(FIRST_CHOICES);
    for (String name : unknown) {
      problems.add(Problem.unknown("tensor of the checkpoint", name, "this job's parameters"));
    }
    InvalidInputException.throwIfAny(problems);
  }

  private static Problem broken(String name, float @Nullable [] values, int expected) {
    return new Problem(
        name,
        "invalid_checkpoint",
        "The checkpoint has %s values of %s; this job's method and base need %d."
            .formatted(values == null ? "no" : values.length, name, expected));
  }

  /** Layers whose router chooses among modules. */
  private static int routers(List<Parameter> names) {
    return (int) names.stream().filter(p -> p.part() == Parameter.Router.NUMERATOR).count();
  }

  /** Goes on from a checkpoint, whose parameters are there already. */
  void restore(Checkpoint checkpoint) {
    forEachMoment(
        (name, first, second) -> {
          set(first, checkpoint.tensors().get(FIRST + name));
          set(second, checkpoint.tensors().get(SECOND + name));
        });
    best = strip(BEST, checkpoint.tensors());
    float[] choices = checkpoint.tensors().get(FIRST_CHOICES);
    if (choices != null) {
      firstChoices.set(choices);
    }
    step = checkpoint.step();
    bestDevLoss = checkpoint.bestDevLoss();
    evaluationsSinceBest = checkpoint.evaluationsSinceBest();
    trainedTokens = checkpoint.trainedTokens();
    losses = new LossMonitor(vocabulary, checkpoint.recentLosses());
  }

  private static void set(NDArray tensor, float @Nullable [] values) {
    tensor.set(FloatBuffer.wrap(Objects.requireNonNull(values)));
  }

  private static Map<String, float[]> strip(String prefix, Map<String, float[]> tensors) {
    Map<String, float[]> stripped = new HashMap<>();
    tensors.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            stripped.put(name.substring(prefix.length()), values);
          }
        });
    return stripped;
  }

  /** A copy of everything. */
  Checkpoint checkpoint() {
    Map<String, float[]> tensors = new HashMap<>();
    copyParameters(PARAMETER, tensors);
    forEachMoment(
        (name, first, second) -> {
          tensors.put(FIRST + name, first.toFloatArray());
          tensors.put(SECOND + name, second.toFloatArray());
        });
    best.forEach((name, values) -> tensors.put(BEST + name, values));
    if (firstChoices.known()) {
      tensors.put(FIRST_CHOICES, firstChoices.shares());
    }
    return new Checkpoint(
        step, tensors, bestDevLoss, evaluationsSinceBest, trainedTokens, losses.recent());
  }

  private void copyParameters(String prefix, Map<String, float[]> target) {
    for (int i = 0; i < names.size(); i++) {
      target.put(prefix + names.get(i).name(), parameters.toFloats(i));
    }
  }

  private interface MomentVisitor {
    void visit(String parameter, NDArray first, NDArray second);
  }

  private void forEachMoment(MomentVisitor visitor) {
    for (AdamW optimiser : optimisers.values()) {
      for (int i = 0; i < optimiser.members().size(); i++) {
        visitor.visit(
            names.get(optimiser.members().get(i)).name(),
            optimiser.firstMoments().get(i),
            optimiser.secondMoments().get(i));
      }
    }
  }

  /**
   * A step was done.
   *
   * @throws TrainingDivergedException if the loss has exploded
   */
  void advance(int tokens, List<Integer> rows, double loss) {
    step++;
    trainedTokens += tokens;
    losses.add(step, rows, loss);
  }

  /** The dev set was measured; true if it was never better. */
  boolean evaluated(double devLoss) {
    boolean better = devLoss < bestDevLoss;
    if (better) {
      bestDevLoss = devLoss;
      evaluationsSinceBest = 0;
      best = new HashMap<>();
      copyParameters("", best);
    } else {
      evaluationsSinceBest++;
    }
    return better;
  }

  /** The best parameters on the dev set, or the present ones if it was never measured. */
  Map<String, float[]> bestValues() {
    Map<String, float[]> values = new HashMap<>(best);
    if (values.isEmpty()) {
      copyParameters("", values);
    }
    return values;
  }

  /**
   * The gradients of Omega's steps. With Theta apart these are of {@link ParameterGroup#WEIGHTS}
   * alone, otherwise of all parameters.
   */
  Gradients gradients() {
    return Objects.requireNonNull(gradients.get(ParameterGroup.WEIGHTS));
  }

  /** The gradients of Theta's steps, which may be the same. */
  Gradients thetaGradients() {
    return Objects.requireNonNull(gradients.get(ParameterGroup.ACTIVATION));
  }

  /** That of a group that the method has. */
  AdamW optimiser(ParameterGroup group) {
    return Objects.requireNonNull(optimisers.get(group));
  }

  /** Of the last step; stays empty without routers. */
  FirstChoices firstChoices() {
    return firstChoices;
  }

  int step() {
    return step;
  }

  double bestDevLoss() {
    return bestDevLoss;
  }

  int evaluationsSinceBest() {
    return evaluationsSinceBest;
  }

  long trainedTokens() {
    return trainedTokens;
  }
}
