package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import io.milora.engine.testing.Tolerance;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.Parameter;
import io.milora.model.DomainSelect;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoaTrainingTest {
  private static final List<String> DOMAINS = List.of("finance", "medicine", "code");

  private BaseModel base;
  private Trainer trainer;
  private GoldenTensors file;
  private List<LoraAdapter> experts;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    trainer = new Trainer(base, 1);
    file = GoldenAdapters.tensors("moa/adapter");
    experts = DOMAINS.stream().map(this::expert).toList();
  }

  @AfterAll
  void close() {
    trainer.close();
    base.close();
  }

  @Test
  void routersTakeTheReferencesSteps() {
    JsonNode golden = Golden.json("train-moa-routers.json");
    GoldenTensors expected = GoldenAdapters.tensors("train-moa-routers");
    double rates = 0;
    Checkpoint state = start(false);
    for (int step = 1; step <= 5; step++) {
      Watcher watcher = new Watcher(1);
      trainer.trainRouters(plan(false, 6, 6), experts, rows(golden), List.of(), state, watcher);
      Tolerance.LOSSES.check(
          "loss before step " + step,
          watcher.steps.getFirst().loss(),
          golden.path("expected").path("losses").path(step - 1).path("total").doubleValue());
      checkOptimiser(golden, step, watcher);
      rates += watcher.steps.getFirst().learningRate();
      state = watcher.checkpoints.getLast();
      if (step == 1 || step == 5) {
        for (int layer = 0; layer < base.config().layers(); layer++) {
          String name = "layers." + layer + ".router.weight";
          new Tolerance(0.02 * rates, 0)
              .check(
                  name,
                  Objects.requireNonNull(state.tensors().get("p." + name)),
                  expected.read("after" + step + "." + name));
        }
      }
    }
  }

  @Test
  void expertsAndRoutersTogetherTakeTheReferencesStep() {
    JsonNode golden = Golden.json("train-moa-joint.json");
    Watcher watcher = new Watcher(1);
    trainer.trainRouters(plan(true, 6, 6), experts, rows(golden), List.of(), start(true), watcher);
    Tolerance.LOSSES.check(
        "loss",
        watcher.steps.getFirst().loss(),
        golden.path("expected").path("losses").path(0).path("total").doubleValue());
    checkOptimiser(golden, 1, watcher);
    // After the first step Adam's first moment is a tenth of the gradient.
    GoldenTensors expected = GoldenAdapters.tensors("train-moa-joint");
    Map<String, float[]> state = watcher.checkpoints.getLast().tensors();
    for (Parameter parameter : layout(true).trained()) {
      float[] moment = Objects.requireNonNull(state.get("m." + parameter.name())).clone();
      for (int i = 0; i < moment.length; i++) {
        moment[i] *= 10;
      }
      Tolerance.GRADIENTS.check(
          "gradient of " + parameter.name(), moment, expected.read("grad." + parameter.name()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchInPartsGivesTheGradientsOfTheWhole(boolean joint) {
    List<DomainExample> rows = rows(Golden.json("train-moa-joint.json"));
    Watcher whole = new Watcher(1);
    trainer.trainRouters(plan(joint, 6, 6), experts, rows, List.of(), start(joint), whole);
    Watcher parts = new Watcher(1);
    trainer.trainRouters(plan(joint, 6, 1), experts, rows, List.of(), start(joint), parts);
    StepMetrics one = whole.steps.getFirst();
    StepMetrics six = parts.steps.getFirst();
    assertThat(six.loss()).isEqualTo(one.loss(), within(2e-5));
    assertThat(six.gradientNorm()).isEqualTo(one.gradientNorm(), within(2e-4));
  }

  @Test
  void routersLearnTheDomainsOfTheirRows() {
    List<DomainExample> rows = rows(Golden.json("train-moa-routers.json"));
    TrainingSettings settings =
        new TrainingSettings(60, 6, 3, 0.05, 0, 0, 0, 0, 64, 1024, 30, 100, 7, ThetaSettings.JOINT);
    Watcher watcher = new Watcher();
    TrainingListener.Outcome outcome =
        trainer.trainRouters(
            new TrainingPlan(method(false), settings), experts, rows, rows, null, watcher);
    assertThat(watcher.evaluations.getFirst()).isEqualTo(Math.log(3), within(1e-5));
    assertThat(outcome.bestDevLoss()).isLessThan(0.3);
    for (float[] layer : watcher.steps.getLast().expertLoad()) {
      assertThat(layer).containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, within(1e-6f));
    }
    assertThat(((MoaAdapter) outcome.adapter()).experts().getFirst().layers())
        .as("experts stay as they are")
        .isEqualTo(experts.getFirst().layers());
  }

  @Test
  void expertsMayDifferInRankAlphaAndTargets() {
    List<LoraAdapter> different =
        List.of(
            experts.getFirst(),
            fresh(new LoraSettings(3, 6, 0, EnumSet.of(Projection.Q, Projection.DOWN))),
            fresh(LoraSettings.ofRank(5)));
    List<DomainExample> rows = rows(Golden.json("train-moa-joint.json"));
    Watcher watcher = new Watcher(3);
    TrainingListener.Outcome outcome =
        trainer.trainRouters(plan(true, 6, 2), different, rows, rows, null, watcher);
    MoaAdapter adapter = (MoaAdapter) outcome.adapter();
    assertThat(adapter.experts().get(1).settings()).isEqualTo(different.get(1).settings());
    assertThat(watcher.steps.getLast().loss()).isLessThan(watcher.steps.getFirst().loss());
  }

  @Test
  void allThatDoesNotFitIsNamedAtOnce() {
    List<DomainExample> rows =
        List.of(
            new DomainExample(new Example(new int[] {1}, new int[] {2}), 0),
            new DomainExample(new Example(new int[] {1}, new int[] {2}), 3));
    List<LoraAdapter> wrong =
        List.of(experts.get(0), experts.get(1), new LoraAdapter(LoraSettings.ofRank(2), List.of()));
    assertThatThrownBy(
            () ->
                trainer.trainRouters(
                    plan(false, 2, 2), wrong, rows, List.of(), null, new Watcher()))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.code())
                    .contains("other_base", "domain_without_rows"))
        .hasMessageContaining("domain 3")
        .hasMessageContaining("'code'")
        .hasMessageContaining("'medicine'");
  }

  private void checkOptimiser(JsonNode golden, int step, Watcher watcher) {
    JsonNode record = golden.path("expected").path("optimiser").path(step - 1).path(0);
    StepMetrics metrics = watcher.steps.getFirst();
    Tolerance.LOSSES.check("rate", metrics.learningRate(), record.path("lr").doubleValue());
    Tolerance.LOSSES.check("norm", metrics.gradientNorm(), record.path("grad_norm").doubleValue());
  }

  /** Fifty epochs of one batch: the reference's schedule. */
  private static TrainingPlan plan(boolean joint, int batch, int part) {
    return new TrainingPlan(
        method(joint),
        new TrainingSettings(
            50, batch, part, 1e-3, 0.06, 0.01, 0, 0, 64, 1024, 1000, 100, 7, ThetaSettings.JOINT));
  }

  private static MethodSettings method(boolean joint) {
    return new MethodSettings.Moa(
        new LoraSettings(2, 6, 0, EnumSet.allOf(Projection.class)),
        new MoaSettings(DOMAINS, DomainSelect.VOTE, Pooler.MEAN, joint));
  }

  private MoaLayout layout(boolean joint) {
    return new MoaLayout(
        base.config(), new MoaSettings(DOMAINS, DomainSelect.VOTE, Pooler.MEAN, joint), experts);
  }

  /** The state of a run that has not stepped, from the reference's adapter. */
  private Checkpoint start(boolean joint) {
    Map<String, float[]> tensors = new HashMap<>();
    for (Parameter parameter : layout(joint).trained()) {
      tensors.put("p." + parameter.name(), file.read(parameter.name()));
      tensors.put("m." + parameter.name(), new float[parameter.size()]);
      tensors.put("v." + parameter.name(), new float[parameter.size()]);
    }
    return new Checkpoint(0, tensors, Double.POSITIVE_INFINITY, 0, 0, List.of());
  }

  private static List<DomainExample> rows(JsonNode golden) {
    JsonNode examples = golden.path("inputs").path("examples");
    List<Example> rows = GoldenRows.of(examples);
    List<DomainExample> labelled = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      labelled.add(new DomainExample(rows.get(i), examples.path(i).path("domain").intValue()));
    }
    return labelled;
  }

  private LoraAdapter expert(String domain) {
    LoraSettings settings = new LoraSettings(2, 6, 0, EnumSet.allOf(Projection.class));
    return adapter(settings, domain + ".layers.%d.%s");
  }

  private LoraAdapter adapter(LoraSettings settings, String names) {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < base.config().layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection module : settings.targets()) {
        String name = names.formatted(layer, module.shortName());
        pairs.put(
            module,
            new LowRankPair(
                base.config().in(module),
                settings.rank(),
                base.config().out(module),
                file.read(name + ".A"),
                file.read(name + ".B")));
      }
      layers.add(pairs);
    }
    return new LoraAdapter(settings, layers);
  }

  /** An expert whose A is constant and whose B is zero. */
  private LoraAdapter fresh(LoraSettings settings) {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < base.config().layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection module : settings.targets()) {
        int in = base.config().in(module);
        int out = base.config().out(module);
        float[] a = new float[in * settings.rank()];
        Arrays.fill(a, 0.01f);
        pairs.put(
            module, new LowRankPair(in, settings.rank(), out, a, new float[settings.rank() * out]));
      }
      layers.add(pairs);
    }
    return new LoraAdapter(settings, layers);
  }
}
