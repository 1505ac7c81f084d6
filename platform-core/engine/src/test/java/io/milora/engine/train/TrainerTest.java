package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.testing.Golden;
import io.milora.engine.text.Example;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerTest {
  private static final LoraSettings PAIRS = LoraSettings.ofRank(4);
  private static final LoraSettings PAIRS_WITH_DROPOUT =
      new LoraSettings(4, 8, 0.1, EnumSet.allOf(Projection.class));
  private static final MethodSettings MILORA =
      new MethodSettings.MiLora(PAIRS_WITH_DROPOUT, RouterSettings.DEFAULT);

  private BaseModel base;
  private SharedBase shared;
  private Trainer trainer;
  private List<Example> rows;
  private List<Example> dev;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    shared = SharedBase.open(base);
    trainer = shared.trainer(1);
    JsonNode golden = Golden.json("train-milora-bilevel.json").path("inputs");
    rows = examples(golden.path("examples"));
    dev = examples(golden.path("dev"));
  }

  @AfterAll
  void close() {
    trainer.close();
    shared.close();
    base.close();
  }

  @Test
  void aFreshAdapterGivesTheBaseModelsLogitsExactly() {
    for (MethodSettings method : List.of(MILORA, new MethodSettings.Lora(PAIRS))) {
      Watcher watcher = new Watcher();
      watcher.stopAt = 0;
      Adapter fresh = trainer.train(plan(method, 1), rows, dev, null, watcher).adapter();
      try (TorchServingEngine engine = TorchServingEngine.open(base, 1, 64)) {
        int[] prompt = rows.getFirst().prompt();
        float[][] own = engine.prefill(0, prompt, prompt.length, fresh, LogitRows.ALL).logits();
        float[][] bare =
            engine.prefill(0, prompt, prompt.length, BareBase.INSTANCE, LogitRows.ALL).logits();
        assertThat(own).isDeepEqualTo(bare);
      }
    }
  }

  @Test
  void aFreshRouterSendsPromptsDifferentWaysFromTheFirstStep() {
    Watcher watcher = new Watcher();
    trainer.train(plan(MILORA, 1), rows, dev, null, watcher);
    float[][] load = watcher.steps.getFirst().expertLoad();
    assertThat(load.length).isEqualTo(base.config().layers());
    int modules = 0;
    for (float[] layer : load) {
      assertThat(layer).hasSize(Projection.COUNT);
      double kept = 0;
      for (float share : layer) {
        kept += share;
        modules += share > 0 ? 1 : 0;
      }
      assertThat(kept).isEqualTo(3, within(1e-6));
    }
    assertThat(modules).isGreaterThan(3 * base.config().layers());
  }

  @Test
  void trainingLowersTheDevLossAndKeepsTheBestAdapter() {
    Watcher watcher = new Watcher();
    TrainingListener.Outcome outcome =
        trainer.train(plan(new MethodSettings.Lora(PAIRS), 15), rows, rows, null, watcher);
    double atStart = watcher.evaluations.getFirst();
    assertThat(outcome.bestDevLoss()).isLessThan(atStart - 1);
    assertThat(outcome.steps()).isEqualTo(30);
    assertThat(outcome.stopped()).isFalse();
    assertThat(outcome.adapter()).isInstanceOf(LoraAdapter.class);
    assertThat(watcher.evaluations).contains(outcome.bestDevLoss());
  }

  @Test
  void aRunKilledAndResumedFromItsFileEndsWithTheSameBytes(@TempDir Path folder) throws Exception {
    Watcher undisturbed = new Watcher();
    TrainingListener.Outcome expected =
        trainer.train(plan(MILORA, 4), rows, dev, null, undisturbed);
    Checkpoint early = undisturbed.checkpoints.get(1);
    assertThat(early.step()).isPositive().isLessThan(expected.steps());
    CheckpointFile.write(folder.resolve("run.safetensors"), early);

    Watcher resumed = new Watcher();
    TrainingListener.Outcome actual;
    try (Trainer other = new Trainer(base, 1)) {
      Checkpoint read = CheckpointFile.read(folder.resolve("run.safetensors"));
      actual = other.train(plan(MILORA, 4), rows, dev, read, resumed);
    }

    assertThat(actual.steps()).isEqualTo(expected.steps());
    assertThat(actual.bestDevLoss()).isEqualTo(expected.bestDevLoss());
    assertSame(actual.adapter(), expected.adapter());
    Checkpoint last = undisturbed.checkpoints.getLast();
    assertThat(resumed.checkpoints.getLast().trainedTokens()).isEqualTo(last.trainedTokens());
    assertThat(resumed.checkpoints.getLast().tensors().keySet()).isEqualTo(last.tensors().keySet());
    last.tensors()
        .forEach(
            (name, values) ->
                assertThat(resumed.checkpoints.getLast().tensors().get(name))
                    .as(name)
                    .isEqualTo(values));
  }

  @Test
  void twoRunsAtOnceGiveWhatEachGivesAlone() throws Exception {
    TrainingPlan first = plan(MILORA, 3);
    TrainingPlan second = plan(new MethodSettings.Lora(PAIRS_WITH_DROPOUT), 3);
    Adapter firstAlone = trainer.train(first, rows, dev, null, new Watcher()).adapter();
    Adapter secondAlone = trainer.train(second, rows, dev, null, new Watcher()).adapter();
    try (Trainer another = shared.trainer(1);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Adapter> firstBeside =
          threads.submit(() -> trainer.train(first, rows, dev, null, new Watcher()).adapter());
      Future<Adapter> secondBeside =
          threads.submit(() -> another.train(second, rows, dev, null, new Watcher()).adapter());
      assertSame(firstBeside.get(), firstAlone);
      assertSame(secondBeside.get(), secondAlone);
    }
  }

  @Test
  void microBatchesGiveTheGradientsOfTheWholeBatch() {
    // Without router the loss of a batch is the same however it is cut.
    MethodSettings lora = new MethodSettings.Lora(PAIRS);
    Watcher whole = new Watcher();
    trainer.train(plan(lora, 1, 4, 4), rows, dev, null, whole);
    Watcher parts = new Watcher();
    trainer.train(plan(lora, 1, 4, 1), rows, dev, null, parts);
    StepMetrics one = whole.steps.getFirst();
    StepMetrics four = parts.steps.getFirst();
    assertThat(four.loss()).isEqualTo(one.loss(), within(1e-5));
    assertThat(four.gradientNorm()).isEqualTo(one.gradientNorm(), within(1e-4));
  }

  @Test
  void moreThreadsThatComputePartsAtOnceGiveTheSameBytes() {
    List<Example> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.addAll(rows);
    }
    assertThat(many.stream().mapToInt(Example::length).sum()).isGreaterThan(3 * 256);
    TrainingPlan plan = plan(MILORA, 1, many.size(), many.size());
    Adapter alone = trainer.train(plan, many, dev, null, new Watcher()).adapter();
    try (Trainer two = shared.trainer(2)) {
      assertSame(two.train(plan, many, dev, null, new Watcher()).adapter(), alone);
    }
  }

  @Test
  void aRequestToStopEndsTheRunBetweenStepsWithACheckpoint() {
    Watcher watcher = new Watcher();
    watcher.stopAt = 3;
    TrainingListener.Outcome outcome = trainer.train(plan(MILORA, 10), rows, dev, null, watcher);
    assertThat(outcome.stopped()).isTrue();
    assertThat(outcome.steps()).isEqualTo(3);
    assertThat(watcher.checkpoints.getLast().step()).isEqualTo(3);
  }

  @Test
  void trainingStopsWhenTheDevLossNoLongerFalls() {
    TrainingSettings settings = new TrainingSettings(50, 4, 4, 1, 0, 0, 0, 0.01, 64, 1, 3, 7);
    Watcher watcher = new Watcher();
    TrainingListener.Outcome outcome =
        trainer.train(
            new TrainingPlan(new MethodSettings.Lora(PAIRS), settings), rows, dev, null, watcher);
    assertThat(outcome.steps()).isLessThan(50);
    assertThat(outcome.bestDevLoss())
        .isEqualTo(watcher.evaluations.stream().mapToDouble(d -> d).min().orElseThrow());
    int measured = watcher.evaluations.size();
    assertThat(watcher.evaluations.subList(measured - 3, measured))
        .allSatisfy(loss -> assertThat(loss).isGreaterThanOrEqualTo(outcome.bestDevLoss()));
  }

  @Test
  void aLossThatIsNoNumberNamesStepAndRows() {
    Watcher watcher = new Watcher();
    trainer.train(plan(MILORA, 1), rows, dev, null, watcher);
    Checkpoint poisoned = watcher.checkpoints.getFirst();
    Arrays.fill(poisoned.tensors().get("p.layers.0.q.B"), Float.NaN);
    Arrays.fill(poisoned.tensors().get("p.layers.0.router.weight"), Float.NaN);
    assertThatThrownBy(() -> trainer.train(plan(MILORA, 1), rows, dev, poisoned, new Watcher()))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("Step 1 ")
        .hasMessageContaining("rows [");
  }

  @Test
  void allRowsThatCannotBeUsedAreNamedAtOnce() {
    List<Example> bad =
        List.of(
            new Example(new int[70], new int[] {2}),
            rows.getFirst(),
            new Example(new int[] {1}, new int[0]),
            new Example(new int[] {320}, new int[] {2}));
    assertThatThrownBy(() -> trainer.train(plan(MILORA, 1), bad, dev, null, new Watcher()))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.param())
                    .containsExactly("training[0]", "training[2]", "training[3]"));
  }

  @Test
  void aCheckpointOfAnotherMethodIsRefused() {
    Watcher watcher = new Watcher();
    watcher.stopAt = 0;
    trainer.train(plan(MILORA, 1), rows, dev, null, watcher);
    Checkpoint other = watcher.checkpoints.getFirst();
    TrainingPlan lora = plan(new MethodSettings.Lora(LoraSettings.ofRank(8)), 1);
    assertThatThrownBy(() -> trainer.train(lora, rows, dev, other, new Watcher()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("p.layers.0.router.weight")
        .hasMessageContaining("p.layers.3.down.A");
  }

  private static TrainingPlan plan(MethodSettings method, int epochs) {
    return plan(method, epochs, 2, 1);
  }

  private static TrainingPlan plan(
      MethodSettings method, int epochs, int batchSize, int microBatchSize) {
    return new TrainingPlan(
        method,
        new TrainingSettings(
            epochs, batchSize, microBatchSize, 1e-2, 0.06, 0.01, 1, 0.01, 64, 3, 100, 7));
  }

  private static List<Example> examples(JsonNode array) {
    List<Example> examples = new ArrayList<>();
    array.forEach(
        e ->
            examples.add(
                new Example(Golden.ints(e.path("prompt")), Golden.ints(e.path("response")))));
    return examples;
  }

  private static void assertSame(Adapter actual, Adapter expected) {
    for (int layer = 0; layer < 4; layer++) {
      for (Projection module : Projection.values()) {
        LowRankPair a = actual.pairSets().getFirst().pair(layer, module);
        LowRankPair b = expected.pairSets().getFirst().pair(layer, module);
        assertThat(a == null ? null : a.a()).isEqualTo(b == null ? null : b.a());
        assertThat(a == null ? null : a.b()).isEqualTo(b == null ? null : b.b());
      }
    }
  }

  private static final class Watcher implements TrainingListener {
    private final List<StepMetrics> steps = new ArrayList<>();
    private final List<Double> evaluations = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private @Nullable Integer stopAt;

    @Override
    public void onStep(StepMetrics metrics) {
      steps.add(metrics);
    }

    @Override
    public void onEvaluation(int step, double devLoss, boolean best) {
      evaluations.add(devLoss);
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
      checkpoints.add(checkpoint);
    }

    @Override
    public boolean stopRequested() {
      return stopAt != null && steps.size() >= stopAt;
    }
  }
}
