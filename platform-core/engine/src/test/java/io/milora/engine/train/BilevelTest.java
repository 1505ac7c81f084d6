package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import io.milora.engine.testing.Tolerance;
import io.milora.engine.testing.Watcher;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterGroup;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BilevelTest {
  private static final MethodSettings MILORA =
      new MethodSettings.MiLora(LoraSettings.ofRank(4), RouterSettings.DEFAULT);

  private BaseModel base;
  private Trainer trainer;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    trainer = new Trainer(base, 1);
  }

  @AfterAll
  void close() {
    trainer.close();
    base.close();
  }

  @Test
  void aRunTakesTheReferencesSteps() {
    JsonNode golden = Golden.json("train-milora-bilevel.json");
    MiLoraAdapter adapter = (MiLoraAdapter) GoldenAdapters.adapter(golden, base.config());
    AdapterLayout layout = AdapterLayout.of(adapter.settings(), base.config());
    TrainingSettings settings =
        new TrainingSettings(
            50,
            4,
            4,
            1e-3,
            0.06,
            0.01,
            0,
            0.01,
            64,
            1024,
            1000,
            100,
            7,
            new ThetaSettings(1e-4, true, 1));
    Watcher watcher = new Watcher(5);
    trainer.train(
        new TrainingPlan(adapter.settings(), settings),
        GoldenRows.training(),
        GoldenRows.dev(),
        unmoved(layout, layout.values(adapter)),
        watcher);

    assertThat(watcher.warnings).isEmpty();
    GoldenTensors expected = GoldenAdapters.tensors("train-milora-bilevel");
    double rates = 1e-3 * (1 / 3d + 2 / 3d + 1 + 1 + 46 / 47d);
    for (Parameter parameter : layout.parameters()) {
      double tolerance = 0.02 * rates * (parameter.group() == ParameterGroup.ACTIVATION ? 0.1 : 1);
      new Tolerance(tolerance, 0)
          .check(
              parameter.name(),
              parameter(watcher, parameter.name()),
              expected.read("after5." + parameter.name()));
    }
  }

  /** The state of a run that has not stepped, from given values. */
  private static Checkpoint unmoved(AdapterLayout layout, Map<String, float[]> values) {
    Map<String, float[]> tensors = new HashMap<>();
    for (Parameter parameter : layout.parameters()) {
      tensors.put("p." + parameter.name(), values.get(parameter.name()));
      tensors.put("m." + parameter.name(), new float[parameter.size()]);
      tensors.put("v." + parameter.name(), new float[parameter.size()]);
    }
    return new Checkpoint(0, tensors, Double.POSITIVE_INFINITY, 0, 0, List.of());
  }

  @Test
  void activationsMoveAfterEveryNthStepOnly() {
    float[] start = activationAfter(0, new ThetaSettings(1e-4, true, 2));
    assertThat(activationAfter(1, new ThetaSettings(1e-4, true, 2))).isEqualTo(start);
    float[] moved = activationAfter(2, new ThetaSettings(1e-4, true, 2));
    assertThat(moved).isNotEqualTo(start);
    assertThat(activationAfter(3, new ThetaSettings(1e-4, true, 2))).isEqualTo(moved);
    assertThat(activationAfter(4, new ThetaSettings(1e-4, true, 2))).isNotEqualTo(moved);
  }

  @Test
  void withoutADevSetActivationsMoveWithTheOtherParameters() {
    float[] start = activationAfter(0, ThetaSettings.JOINT);
    assertThat(activationAfter(1, ThetaSettings.JOINT)).isNotEqualTo(start);
    assertThat(activationAfter(1, new ThetaSettings(0, false, 1))).isEqualTo(start);
  }

  @Test
  void bilevelOptimisationWithoutDevRowsIsRefused() {
    TrainingPlan plan = plan(new ThetaSettings(1e-6, true, 1));
    assertThatThrownBy(
            () -> trainer.train(plan, GoldenRows.training(), List.of(), null, new Watcher()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("validation rows");
  }

  @Test
  void stepsThatMakeActivationsJumpAreTakenBackAndReported() {
    Watcher watcher = new Watcher(1);
    TrainingPlan plan = plan(new ThetaSettings(0.5, true, 1));
    trainer.train(plan, GoldenRows.training(), GoldenRows.dev(), null, watcher);

    assertThat(watcher.warnings).hasSize(1);
    TrainingWarning.ActivationStepUndone first =
        (TrainingWarning.ActivationStepUndone) watcher.warnings.getFirst();
    assertThat(first.step()).isEqualTo(1);
    assertThat(first.message())
        .contains("layer " + first.layers().getFirst())
        .contains("theta_learning_rate");
    Map<String, float[]> state = watcher.checkpoints.getLast().tensors();
    for (int layer : first.layers()) {
      assertThat(state.get("p.layers." + layer + ".rational.a"))
          .isEqualTo(RationalActivation.GELU.numerator());
      assertThat(state.get("p.layers." + layer + ".rational.b"))
          .isEqualTo(RationalActivation.GELU.denominator());
      assertThat(state.get("m.layers." + layer + ".rational.a")).containsOnly(0f);
    }
  }

  private float[] activationAfter(int steps, ThetaSettings theta) {
    Watcher watcher = new Watcher(steps);
    trainer.train(plan(theta), GoldenRows.training(), GoldenRows.dev(), null, watcher);
    assertThat(watcher.warnings).isEmpty();
    return parameter(watcher, "layers.0.rational.a");
  }

  private static float[] parameter(Watcher watcher, String name) {
    return Objects.requireNonNull(watcher.checkpoints.getLast().tensors().get("p." + name));
  }

  private static TrainingPlan plan(ThetaSettings theta) {
    return new TrainingPlan(
        MILORA, new TrainingSettings(5, 2, 2, 1e-2, 0, 0, 1, 0.01, 64, 1024, 100, 100, 7, theta));
  }
}
