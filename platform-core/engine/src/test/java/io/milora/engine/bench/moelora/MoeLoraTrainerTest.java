package io.milora.engine.bench.moelora;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import io.milora.engine.testing.Tolerance;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.Parameter;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.CheckpointFile;
import io.milora.engine.train.SharedBase;
import io.milora.engine.train.StepMetrics;
import io.milora.model.LoraSettings;
import io.milora.model.Projection;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Training of MOELoRA, against the independent reference in float64 where it says something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoeLoraTrainerTest {
  private static final double BETA1 = 0.9;

  private BaseModel base;
  private SharedBase shared;
  private MoeLoraTrainer trainer;
  private JsonNode golden;
  private GoldenTensors expected;
  private MoeLoraAdapter start;
  private List<Example> rows;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    shared = SharedBase.open(base);
    trainer = new MoeLoraTrainer(shared, 1);
    golden = Golden.json("train-moelora.json");
    expected = GoldenAdapters.tensors("train-moelora");
    start = MoeLoraFolder.read(Golden.path("moelora"), base.config());
    rows = new ArrayList<>();
    golden
        .path("inputs")
        .path("examples")
        .forEach(
            e ->
                rows.add(
                    new Example(Golden.ints(e.path("prompt")), Golden.ints(e.path("response")))));
  }

  @AfterAll
  void close() {
    trainer.close();
    shared.close();
    base.close();
  }

  @Test
  void stepsAreTheReferences() {
    Watcher watcher = new Watcher(3);
    MoeLoraTrainer.Outcome outcome = continued(startingPoint(), watcher);
    for (int step = 0; step < 3; step++) {
      StepMetrics metrics = watcher.steps.get(step);
      JsonNode losses = golden.path("expected").path("losses").path(step);
      Tolerance.LOSSES.check("loss", metrics.loss(), losses.path("total").doubleValue());
      Tolerance.LOSSES.check(
          "rate", metrics.learningRate(), optimiser(step).path("lr").doubleValue());
      Tolerance.LOSSES.check(
          "norm", metrics.gradientNorm(), optimiser(step).path("grad_norm").doubleValue());
    }
    double rates = watcher.steps.stream().mapToDouble(StepMetrics::learningRate).sum();
    check(new Tolerance(0.02 * rates, 0), outcome.adapter(), "after3");
  }

  @Test
  void gradientsAreTheReferences() {
    Watcher watcher = new Watcher(1);
    continued(startingPoint(), watcher);
    MoeLoraLayout layout = new MoeLoraLayout(start.settings(), base.config());
    // After one step from zero the first moment is the gradient times 1 - beta1.
    Map<String, float[]> gradients = new HashMap<>();
    for (Parameter parameter : layout.parameters()) {
      float[] moment = watcher.checkpoints.getLast().tensors().get("m." + parameter.name());
      gradients.put(parameter.name(), times(Objects.requireNonNull(moment), 1 / (1 - BETA1)));
    }
    check(Tolerance.GRADIENTS, layout.adapter(gradients), "grad");
  }

  private static float[] times(float[] values, double factor) {
    float[] products = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      products[i] = (float) (values[i] * factor);
    }
    return products;
  }

  @Test
  void aFreshAdapterAddsNothing() {
    Watcher watcher = new Watcher(0);
    MoeLoraAdapter fresh =
        trainer.train(MoeLoraSettings.ofRank(8), settings(1), rows, rows, null, watcher).adapter();
    for (Map<Projection, LowRankPair> layer : fresh.pairs().layers()) {
      layer.values().forEach(pair -> assertThat(pair.b()).containsOnly(0));
    }
    for (Map<Projection, float[]> layer : fresh.routers()) {
      layer.values().forEach(router -> assertThat(router).doesNotContain(0f));
    }
  }

  @Test
  void trainingLowersTheDevLossAndKeepsTheBestAdapter() {
    Watcher watcher = new Watcher(Integer.MAX_VALUE);
    MoeLoraTrainer.Outcome outcome =
        trainer.train(MoeLoraSettings.ofRank(8), settings(60), rows, rows, null, watcher);
    assertThat(outcome.bestDevLoss()).isLessThan(watcher.evaluations.getFirst() - 1);
    assertThat(watcher.evaluations).contains(outcome.bestDevLoss());
    assertThat(outcome.stopped()).isFalse();
  }

  @Test
  void aRunResumedFromItsFileEndsWithTheSameBytes(@TempDir Path folder) throws IOException {
    MoeLoraSettings dropout =
        new MoeLoraSettings(new LoraSettings(8, 16, 0.1, EnumSet.allOf(Projection.class)), 4, 2);
    Watcher undisturbed = new Watcher(Integer.MAX_VALUE);
    MoeLoraTrainer.Outcome whole =
        trainer.train(dropout, settings(8), rows, rows, null, undisturbed);
    Checkpoint early = undisturbed.checkpoints.get(1);
    assertThat(early.step()).isPositive().isLessThan(whole.steps());
    CheckpointFile.write(folder.resolve("run.safetensors"), early);
    Checkpoint read = CheckpointFile.read(folder.resolve("run.safetensors"));
    MoeLoraTrainer.Outcome resumed =
        trainer.train(dropout, settings(8), rows, rows, read, new Watcher(Integer.MAX_VALUE));
    assertSame(resumed.adapter(), whole.adapter());
  }

  @Test
  void aWrittenAdapterIsReadAsItWas(@TempDir Path folder) throws IOException {
    MoeLoraFolder.write(folder, start, base.config(), "tiny-llama");
    MoeLoraAdapter read = MoeLoraFolder.read(folder, base.config());
    assertThat(read.settings()).isEqualTo(start.settings());
    assertSame(read, start);
  }

  @Test
  void parametersAreCountedAsTheReferenceCountsThem() {
    long pairs = 0;
    long routers = 0;
    for (Projection module : Projection.values()) {
      pairs += 8L * (base.config().in(module) + base.config().out(module));
      routers += 8L * base.config().in(module);
    }
    assertThat(MoeLoraTrainer.parameters(MoeLoraSettings.ofRank(8), base.config()))
        .isEqualTo(base.config().layers() * (pairs + routers));
  }

  /** The golden adapter before its first step. */
  private Checkpoint startingPoint() {
    Watcher watcher = new Watcher(0);
    trainer.train(start.settings(), settings(50), rows, List.of(), null, watcher);
    Checkpoint fresh = watcher.checkpoints.getFirst();
    Map<String, float[]> tensors = new HashMap<>(fresh.tensors());
    for (int layer = 0; layer < base.config().layers(); layer++) {
      for (Projection module : Projection.values()) {
        String name = "p." + MoeLoraLayout.name(layer, module);
        LowRankPair pair = Objects.requireNonNull(start.pairs().pair(layer, module));
        float[] router = Objects.requireNonNull(start.routers().get(layer).get(module));
        tensors.put(name + ".A", pair.a());
        tensors.put(name + ".B", pair.b());
        tensors.put(name + ".router.weight", router);
      }
    }
    return new Checkpoint(0, tensors, Double.POSITIVE_INFINITY, 0, 0, List.of());
  }

  private MoeLoraTrainer.Outcome continued(Checkpoint from, Watcher watcher) {
    return trainer.train(start.settings(), settings(50), rows, List.of(), from, watcher);
  }

  /** The golden case's optimiser: all rows in every step, one step an epoch. */
  private TrainingSettings settings(int epochs) {
    return new TrainingSettings(
        epochs, 2, 2, 1e-3, 0.06, 0.01, 0, 0, 64, 1024, 3, 100, 7, ThetaSettings.JOINT);
  }

  private JsonNode optimiser(int step) {
    return golden.path("expected").path("optimiser").path(step).path(0);
  }

  private void check(Tolerance tolerance, MoeLoraAdapter actual, String prefix) {
    values(actual)
        .forEach(
            (name, values) -> {
              String key = prefix + "." + name;
              tolerance.check(key, values, expected.read(key));
            });
  }

  /** By the names of the files, where pairs are cut. */
  private Map<String, float[]> values(MoeLoraAdapter adapter) {
    Map<String, float[]> values = new HashMap<>();
    MoeLoraFolder.tensors(adapter, base.config())
        .forEach((name, tensor) -> values.put(name, tensor.values()));
    return values;
  }

  private void assertSame(MoeLoraAdapter actual, MoeLoraAdapter expected) {
    Map<String, float[]> wanted = values(expected);
    Map<String, float[]> found = values(actual);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, values) -> assertThat(found.get(name)).as(name).isEqualTo(values));
  }
}
