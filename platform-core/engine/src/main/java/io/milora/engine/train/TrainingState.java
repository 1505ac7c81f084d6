package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.FrozenWeights;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterGroup;
import io.milora.engine.torch.ParameterLayout;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
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

  private final ParameterLayout layout;
  private final AdaptedModel model;
  private final Gradients gradients;
  private final Map<ParameterGroup, AdamW> optimisers;
  private Map<String, float[]> best = Map.of();
  private int step;
  private double bestDevLoss = Double.POSITIVE_INFINITY;
  private int evaluationsSinceBest;
  private long trainedTokens;

  private TrainingState(NDManager manager, TorchProgram program, AdaptedModel model) {
    this.model = model;
    layout = model.layout();
    List<Integer> all = IntStream.range(0, layout.parameters().size()).boxed().toList();
    gradients = new Gradients(manager, model.parameters(), all);
    optimisers = new EnumMap<>(ParameterGroup.class);
    all.stream()
        .collect(Collectors.groupingBy(i -> layout.parameters().get(i).group()))
        .forEach(
            (group, members) ->
                optimisers.put(
                    group, new AdamW(manager, program, model.parameters(), gradients, members)));
  }

  /**
   * A fresh adapter, or the state of a checkpoint.
   *
   * @throws InvalidInputException if the checkpoint belongs to another plan or base
   */
  static TrainingState start(
      NDManager manager,
      TorchProgram program,
      FrozenWeights weights,
      ParameterLayout layout,
      TrainingPlan plan,
      @Nullable Checkpoint resume) {
    if (resume != null) {
      check(layout, resume);
    }
    Map<String, float[]> values =
        resume == null
            ? FreshAdapter.values(layout, plan.training().seed())
            : strip(PARAMETER, resume.tensors());
    RotaryTables rotary = RotaryTables.of(manager, weights.config(), plan.training().maxLength());
    AdaptedModel model = AdaptedModel.of(manager, weights, layout, values, rotary);
    TrainingState state = new TrainingState(manager, program, model);
    if (resume != null) {
      state.restore(resume);
    }
    return state;
  }

  private static void check(ParameterLayout layout, Checkpoint checkpoint) {
    Set<String> unknown = new HashSet<>(checkpoint.tensors().keySet());
    List<Problem> problems = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      for (String prefix : List.of(PARAMETER, FIRST, SECOND, BEST)) {
        String name = prefix + parameter.name();
        unknown.remove(name);
        float[] values = checkpoint.tensors().get(name);
        if (values == null ? !prefix.equals(BEST) : values.length != parameter.size()) {
          problems.add(
              new Problem(
                  name,
                  "invalid_checkpoint",
                  "The checkpoint has %s values of %s; this job's method and base need %d."
                      .formatted(values == null ? "no" : values.length, name, parameter.size())));
        }
      }
    }
    for (String name : unknown) {
      problems.add(Problem.unknown("tensor of the checkpoint", name, "this job's parameters"));
    }
    InvalidInputException.throwIfAny(problems);
  }

  private void restore(Checkpoint checkpoint) {
    forEachMoment(
        (name, first, second) -> {
          set(first, checkpoint.tensors().get(FIRST + name));
          set(second, checkpoint.tensors().get(SECOND + name));
        });
    best = strip(BEST, checkpoint.tensors());
    step = checkpoint.step();
    bestDevLoss = checkpoint.bestDevLoss();
    evaluationsSinceBest = checkpoint.evaluationsSinceBest();
    trainedTokens = checkpoint.trainedTokens();
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
    return new Checkpoint(step, tensors, bestDevLoss, evaluationsSinceBest, trainedTokens);
  }

  private void copyParameters(String prefix, Map<String, float[]> target) {
    for (int i = 0; i < layout.parameters().size(); i++) {
      target.put(prefix + layout.parameters().get(i).name(), model.parameters().toFloats(i));
    }
  }

  private interface MomentVisitor {
    void visit(String parameter, NDArray first, NDArray second);
  }

  private void forEachMoment(MomentVisitor visitor) {
    for (AdamW optimiser : optimisers.values()) {
      for (int i = 0; i < optimiser.members().size(); i++) {
        visitor.visit(
            layout.parameters().get(optimiser.members().get(i)).name(),
            optimiser.firstMoments().get(i),
            optimiser.secondMoments().get(i));
      }
    }
  }

  /** A step was done. */
  void advance(int tokens) {
    step++;
    trainedTokens += tokens;
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

  AdaptedModel model() {
    return model;
  }

  Gradients gradients() {
    return gradients;
  }

  /** One for each group that the method has. */
  Map<ParameterGroup, AdamW> optimisers() {
    return optimisers;
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
