package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.FrozenWeights;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The balancing loss of a part of a step, whose f is in part that of the step before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstChoicesTest {
  private static final double LOAD_BALANCE = 10;

  private BaseModel base;
  private FrozenWeights weights;
  private NDManager manager;
  private TorchProgram program;
  private AdapterLayout layout;
  private Map<String, float[]> values;
  private Batch batch;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    weights = FrozenWeights.load(base.config(), base.weights());
    manager = Torch.newManager();
    program = TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "train.py");
    layout =
        AdapterLayout.of(
            new MethodSettings.MiLora(LoraSettings.ofRank(4), RouterSettings.DEFAULT),
            weights.config());
    values = FreshAdapter.values(layout, 7);
    batch = Batch.of(GoldenRows.training());
  }

  @AfterAll
  void close() {
    program.close();
    manager.close();
    weights.close();
    base.close();
  }

  @Test
  void wholeStepsLookAtTheirOwnPromptsOnly() {
    assertThat(gradients(1, module(0))).isEqualTo(gradients(1, unknown()));
  }

  @Test
  void partsOfTheFirstStepLookAtTheirOwnPromptsOnly() {
    float[] part = gradients(0.5, unknown());
    RouterSums sums = new RouterSums(weights.config().layers(), batch.rows());
    sums.add(losses(values, 1, unknown()));
    FirstChoices own = unknown();
    own.set(sums.firstChoices());
    float[] same = gradients(0.5, own);
    for (int i = 0; i < part.length; i++) {
      assertThat(same[i]).isEqualTo(part[i], within(1e-6f));
    }
  }

  @Test
  void partsOfLaterStepsPushAwayFromWhatTheStepBeforePutFirst() {
    double share = 0.25;
    float[] first = gradients(share, module(1));
    float[] second = gradients(share, module(4));
    double squared = 0;
    double length = 0.05;
    float[] difference = new float[first.length];
    for (int i = 0; i < first.length; i++) {
      difference[i] = first[i] - second[i];
      squared += difference[i] * difference[i];
    }
    double step = length / Math.sqrt(squared);
    double before = likelierFirst(values);
    double after = likelierFirst(moved(difference, step));
    // The gradients differ by that of share * lambda * (1 - share) * 7 * mean (P_1 - P_4).
    assertThat(share * LOAD_BALANCE * (1 - share) * Projection.COUNT * (after - before))
        .isEqualTo(step * squared, within(0.05 * step * squared));
  }

  /** Mean over layers of P_1 - P_4. */
  private double likelierFirst(Map<String, float[]> parameters) {
    float[] p = losses(parameters, 1, unknown()).probabilities();
    double sum = 0;
    for (int at = 0; at < p.length; at += Projection.COUNT) {
      sum += p[at + 1] - p[at + 4];
    }
    return sum * Projection.COUNT / p.length;
  }

  private Map<String, float[]> moved(float[] direction, double step) {
    Map<String, float[]> moved = new HashMap<>(values);
    int at = 0;
    for (int i : routers().toArray()) {
      String name = layout.parameters().get(i).name();
      float[] value = Objects.requireNonNull(values.get(name)).clone();
      for (int k = 0; k < value.length; k++) {
        value[k] += (float) (step * direction[at++]);
      }
      moved.put(name, value);
    }
    return moved;
  }

  /** By the routers, of a step that has the batch as a part. */
  private float[] gradients(double share, FirstChoices choices) {
    AdaptedModel model = model(values);
    Gradients gradients = gradients(model);
    accumulate(gradients, model, share, choices);
    float[] all = new float[routers().map(i -> layout.parameters().get(i).size()).sum()];
    int at = 0;
    for (int i = 0; i < gradients.trained().size(); i++) {
      float[] of = gradients.sums().toFloats(i);
      System.arraycopy(of, 0, all, at, of.length);
      at += of.length;
    }
    return all;
  }

  private BatchLosses losses(Map<String, float[]> parameters, double share, FirstChoices choices) {
    AdaptedModel model = model(parameters);
    return accumulate(gradients(model), model, share, choices);
  }

  private BatchLosses accumulate(
      Gradients gradients, AdaptedModel model, double share, FirstChoices choices) {
    return new LossProgram(manager, program, model, Lanes.one(), choices, Integer.MAX_VALUE)
        .accumulate(gradients, batch, 100, share, LOAD_BALANCE, 0, 0);
  }

  private Gradients gradients(AdaptedModel model) {
    return new Gradients(manager, model.parameters(), routers().boxed().toList());
  }

  private AdaptedModel model(Map<String, float[]> parameters) {
    RotaryTables rotary = RotaryTables.of(manager, weights.config(), 64);
    return AdaptedModel.of(manager, weights, layout, parameters, rotary);
  }

  /** Places of the routers' weights. */
  private IntStream routers() {
    return IntStream.range(0, layout.parameters().size())
        .filter(i -> layout.parameters().get(i).part() == Parameter.Router.WEIGHT);
  }

  private FirstChoices unknown() {
    return new FirstChoices(weights.config().layers());
  }

  /** All prompts of the step before put one module first. */
  private FirstChoices module(int module) {
    FirstChoices choices = unknown();
    float[] shares = choices.shares().clone();
    for (int at = module; at < shares.length; at += Projection.COUNT) {
      shares[at] = 1;
    }
    choices.set(shares);
    return choices;
  }
}
