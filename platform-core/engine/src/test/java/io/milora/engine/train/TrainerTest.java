package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.DomainSelect;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerTest {
  private static final LoraSettings PAIRS = LoraSettings.ofRank(4);
  private static final LoraSettings PAIRS_WITH_DROPOUT =
      new LoraSettings(4, 8, 0.1, EnumSet.allOf(Projection.class));
  private static final MethodSettings MILORA =
      new MethodSettings.MiLora(PAIRS_WITH_DROPOUT, RouterSettings.DEFAULT);

  private static final MethodSettings MILORA_WITHOUT_DROPOUT =
      new MethodSettings.MiLora(PAIRS, RouterSettings.DEFAULT);

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
    rows = GoldenRows.training();
    dev = GoldenRows.dev();
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
      Watcher watcher = new Watcher(0);
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
  void aMixtureAndALoraAtOnceGiveWhatEachGivesAlone() throws Exception {
    MethodSettings mixture =
        new MethodSettings.Moa(
            PAIRS, new MoaSettings(List.of("a", "b"), DomainSelect.VOTE, Pooler.MEAN, true));
    AdapterLayout layout = AdapterLayout.of(new MethodSettings.Lora(PAIRS), base.config());
    LoraAdapter expert = (LoraAdapter) layout.adapter(FreshAdapter.values(layout, 1));
    List<DomainExample> ofDomains =
        IntStream.range(0, rows.size())
            .mapToObj(i -> new DomainExample(rows.get(i), i % 2))
            .toList();
    Callable<Adapter> routers =
        () ->
            trainer
                .trainRouters(
                    plan(mixture, 3),
                    List.of(expert, expert),
                    ofDomains,
                    List.of(),
                    null,
                    new Watcher())
                .adapter();
    try (Trainer another = shared.trainer(2);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Adapter> lora =
          () ->
              another
                  .train(plan(new MethodSettings.Lora(PAIRS), 3), rows, dev, null, new Watcher())
                  .adapter();
      Adapter routersAlone = routers.call();
      Adapter loraAlone = lora.call();
      Future<Adapter> routersBeside = threads.submit(routers);
      Future<Adapter> loraBeside = threads.submit(lora);
      assertSame(routersBeside.get(), routersAlone);
      List<float[]> alone = ((MoaAdapter) routersAlone).routers();
      for (int layer = 0; layer < alone.size(); layer++) {
        assertThat(((MoaAdapter) routersBeside.get()).routers().get(layer))
            .isEqualTo(alone.get(layer));
      }
      assertSame(loraBeside.get(), loraAlone);
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
  void theBalancingLossReportedIsThatOfTheWholeBatchHoweverItIsCut() {
    // With lambda 0 nothing but rounding depends on the parts.
    Watcher whole = new Watcher(2);
    trainer.train(plan(MILORA_WITHOUT_DROPOUT, 2, 4, 4, 0), rows, dev, null, whole);
    Watcher parts = new Watcher(2);
    trainer.train(plan(MILORA_WITHOUT_DROPOUT, 2, 4, 1, 0), rows, dev, null, parts);
    for (int step = 0; step < 2; step++) {
      assertThat(parts.steps.get(step).gradientNorm())
          .isEqualTo(whole.steps.get(step).gradientNorm(), within(1e-4));
      assertThat(parts.steps.get(step).balance())
          .isEqualTo(whole.steps.get(step).balance(), within(1e-5));
    }
  }

  @Test
  void aRequestToStopEndsTheRunBetweenStepsWithACheckpoint() {
    Watcher watcher = new Watcher(3);
    TrainingListener.Outcome outcome = trainer.train(plan(MILORA, 10), rows, dev, null, watcher);
    assertThat(outcome.stopped()).isTrue();
    assertThat(outcome.steps()).isEqualTo(3);
    assertThat(watcher.checkpoints.getLast().step()).isEqualTo(3);
  }

  @Test
  void trainingStopsWhenTheDevLossNoLongerFalls() {
    TrainingSettings settings =
        new TrainingSettings(50, 4, 4, 1, 0, 0, 0, 0.01, 64, 1024, 1, 3, 7, ThetaSettings.JOINT);
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
    Watcher watcher = new Watcher(0);
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
    return plan(method, epochs, batchSize, microBatchSize, 0.01);
  }

  private static TrainingPlan plan(
      MethodSettings method, int epochs, int batchSize, int microBatchSize, double loadBalance) {
    return new TrainingPlan(
        method,
        new TrainingSettings(
            epochs,
            batchSize,
            microBatchSize,
            1e-2,
            0.06,
            0.01,
            1,
            loadBalance,
            64,
            1024,
            3,
            100,
            7,
            ThetaSettings.JOINT));
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
}
