package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import io.milora.model.TrainingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run of {@link Trainer#trainRouters}. */
final class MoaTraining {
  private final SharedBase base;
  private final TrainingPlan plan;
  private final MoaSettings moa;
  private final List<LoraAdapter> experts;
  private final DomainRows rows;
  private final DomainRows dev;

  /**
   * Checks what is given.
   *
   * @throws InvalidInputException with all that does not fit
   */
  MoaTraining(
      SharedBase base,
      TrainingPlan plan,
      List<LoraAdapter> experts,
      List<DomainExample> train,
      List<DomainExample> dev) {
    if (!(plan.method() instanceof MethodSettings.Moa method)) {
      throw new IllegalArgumentException("Method " + plan.method().method() + " has no domains");
    }
    this.base = base;
    this.plan = plan;
    this.experts = List.copyOf(experts);
    moa = method.moa();
    List<Problem> problems = new ArrayList<>();
    checkExperts(problems);
    checkDomains(problems, "training", train);
    checkDomains(problems, "validation", dev);
    for (int domain = 0; domain < moa.domains().size(); domain++) {
      int wanted = domain;
      if (train.stream().noneMatch(row -> row.domain() == wanted)) {
        problems.add(
            new Problem(
                "training",
                "domain_without_rows",
                "Domain '%s' has no training rows; the routers cannot learn it. Give it at least one, or leave it out."
                    .formatted(moa.domains().get(domain))));
      }
    }
    InvalidInputException.throwIfAny(problems);
    rows = fit("training", train);
    this.dev = fit("validation", dev);
  }

  private void checkExperts(List<Problem> problems) {
    if (experts.size() != moa.domains().size()) {
      problems.add(
          Problem.outOfRange(
              "experts",
              experts.size() + " experts",
              "one for each of the domains " + String.join(", ", moa.domains())));
      return;
    }
    for (int domain = 0; domain < experts.size(); domain++) {
      if (!fits(experts.get(domain))) {
        problems.add(
            new Problem(
                moa.domains().get(domain),
                "other_base",
                "The expert of domain '%s' does not fit this base model; give one that was trained on it, with its target modules in every layer."
                    .formatted(moa.domains().get(domain))));
      }
    }
  }

  private boolean fits(LoraAdapter expert) {
    LlamaConfig config = base.config();
    boolean fits = expert.layers().size() == config.layers();
    for (Map<Projection, LowRankPair> layer : expert.layers()) {
      fits &= layer.keySet().equals(expert.settings().targets());
      for (Map.Entry<Projection, LowRankPair> pair : layer.entrySet()) {
        fits &= pair.getValue().in() == config.in(pair.getKey());
        fits &= pair.getValue().out() == config.out(pair.getKey());
      }
    }
    return fits;
  }

  private void checkDomains(List<Problem> problems, String param, List<DomainExample> given) {
    for (int row = 0; row < given.size(); row++) {
      int domain = given.get(row).domain();
      if (domain < 0 || domain >= moa.domains().size()) {
        problems.add(
            Problem.outOfRange(
                "%s[%d]".formatted(param, row),
                "domain " + domain,
                "0 to " + (moa.domains().size() - 1)));
      }
    }
  }

  private DomainRows fit(String param, List<DomainExample> given) {
    List<Example> examples = given.stream().map(DomainExample::example).toList();
    return new DomainRows(
        TrainingRows.fit(param, examples, plan.training().maxLength(), base.config()),
        given.stream().mapToInt(DomainExample::domain).toArray());
  }

  /** Trains; the adapter is a {@link io.milora.engine.adapter.MoaAdapter}. */
  TrainingListener.Outcome run(@Nullable Checkpoint resume, TrainingListener listener) {
    MoaLayout layout = new MoaLayout(base.config(), moa, experts);
    try (NDManager own = base.manager().newSubManager();
        TorchProgram program = base.program("llama.py", "router.py", "moa.py")) {
      Map<String, float[]> values = new HashMap<>(layout.start());
      if (resume != null) {
        values.putAll(TrainingState.parameters(layout.trained(), resume));
      }
      RotaryTables rotary = RotaryTables.of(own, base.config(), plan.training().maxLength());
      AdaptedModel model = AdaptedModel.of(own, base.weights(), layout, values, rotary);
      TensorList trained =
          moa.tuneExperts() ? model.parameters() : routers(own, layout.trained(), values);
      TrainingState state =
          new TrainingState(
              own, base.program(), layout.trained(), trained, base.config().vocabulary(), false);
      if (resume != null) {
        state.restore(resume);
      }
      MoaProgram losses = new MoaProgram(own, program, layout, model);
      TrainedParameters found =
          new TrainingRun(
                  own,
                  plan.training(),
                  state,
                  objective(losses, trained),
                  ThetaSteps.NONE,
                  listener)
              .run(resume == null);
      return new TrainingListener.Outcome(
          layout.adapter(found.values()), found.steps(), found.bestDevLoss(), found.stopped());
    }
  }

  private static TensorList routers(
      NDManager own, List<Parameter> routers, Map<String, float[]> values) {
    List<NDArray> tensors = new ArrayList<>();
    for (Parameter router : routers) {
      float[] value = values.getOrDefault(router.name(), new float[router.size()]);
      tensors.add(Torch.floats(own, value, router.shape()));
    }
    return new TensorList("routers", tensors);
  }

  private Objective objective(MoaProgram program, TensorList routers) {
    int domains = moa.domains().size();
    return moa.tuneExperts()
        ? new JointMoaObjective(
            plan.training(), program, plan.method().lora().dropout(), domains, rows, dev)
        : new RouterObjective(plan.training(), program, routers, domains, rows, dev);
  }
}
