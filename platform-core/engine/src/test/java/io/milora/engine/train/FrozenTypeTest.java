package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.moelora.MoeLoraSettings;
import io.milora.engine.bench.moelora.MoeLoraTrainer;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.FrozenType;
import io.milora.engine.torch.TorchOptions;
import io.milora.model.ComputeDevice;
import io.milora.model.DomainSelect;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Training on a base in bfloat16 beside training on one in float32. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrozenTypeTest {
  private static final LoraSettings PAIRS = LoraSettings.ofRank(4);

  /** bfloat16 has eight bits; the states between layers keep float32's. */
  private static final double OF_A_LOSS = 0.02;

  private BaseModel base;
  private SharedBase narrow;
  private SharedBase wide;
  private List<Example> rows;
  private List<Example> dev;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    narrow = SharedBase.open(base, new TorchOptions(ComputeDevice.CPU, FrozenType.BFLOAT16));
    wide = SharedBase.open(base);
    rows = GoldenRows.training();
    dev = GoldenRows.dev();
  }

  @AfterAll
  void close() {
    narrow.close();
    wide.close();
    base.close();
  }

  @Test
  void lossesFollowThoseOfFloat32ButAreNotTheSame() {
    for (MethodSettings method :
        List.of(
            new MethodSettings.Lora(PAIRS),
            new MethodSettings.MiLora(PAIRS, RouterSettings.DEFAULT))) {
      Watcher narrowly = train(narrow, method);
      Watcher widely = train(wide, method);
      assertFollows(narrowly, widely);
      assertThat(narrowly.evaluations.getLast()).isLessThan(narrowly.evaluations.getFirst());
    }
  }

  @Test
  void theBaselinesRoutersFollowToo() {
    assertFollows(trainMoeLora(narrow), trainMoeLora(wide));
  }

  @Test
  void mixturesLearnTheirDomains() {
    TrainingPlan lora = plan(new MethodSettings.Lora(PAIRS));
    try (Trainer trainer = narrow.trainer(1)) {
      List<LoraAdapter> experts =
          List.of(
              (LoraAdapter) trainer.train(lora, rows, dev, null, new Watcher()).adapter(),
              (LoraAdapter) trainer.train(lora, dev, rows, null, new Watcher()).adapter());
      MoaSettings mixture =
          new MoaSettings(List.of("first", "second"), DomainSelect.VOTE, Pooler.MEAN, true);
      Watcher watcher = new Watcher(3);
      trainer.trainRouters(
          plan(new MethodSettings.Moa(PAIRS, mixture)),
          experts,
          List.of(new DomainExample(rows.get(0), 0), new DomainExample(dev.get(0), 1)),
          List.of(),
          null,
          watcher);
      assertThat(watcher.steps).isNotEmpty();
      assertThat(watcher.steps.getLast().loss()).isLessThan(watcher.steps.getFirst().loss());
    }
  }

  @Test
  void aResumedRunGivesTheSameBytes() {
    TrainingPlan plan = plan(new MethodSettings.MiLora(PAIRS, RouterSettings.DEFAULT));
    try (Trainer trainer = narrow.trainer(2)) {
      Watcher whole = new Watcher();
      trainer.train(plan, rows, dev, null, whole);
      Watcher begun = new Watcher(2);
      trainer.train(plan, rows, dev, null, begun);
      Watcher resumed = new Watcher();
      trainer.train(plan, rows, dev, begun.checkpoints.getLast(), resumed);
      assertThat(resumed.checkpoints.getLast().tensors())
          .usingRecursiveComparison()
          .isEqualTo(whole.checkpoints.getLast().tensors());
    }
  }

  @Test
  void aDeviceThatIsNotThereIsRefusedWithTheWayToMendIt() {
    assertThatThrownBy(
            () -> SharedBase.open(base, new TorchOptions(ComputeDevice.CUDA, FrozenType.BFLOAT16)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The device is cuda, but")
        .hasMessageContaining("allowed here: cpu");
  }

  private static void assertFollows(Watcher narrow, Watcher wide) {
    assertThat(narrow.steps).hasSameSizeAs(wide.steps);
    for (int i = 0; i < wide.steps.size(); i++) {
      double loss = wide.steps.get(i).loss();
      assertThat(narrow.steps.get(i).loss())
          .as("loss of step %d", i + 1)
          .isCloseTo(loss, within(OF_A_LOSS * loss));
    }
    assertThat(narrow.steps.getFirst().loss()).isNotEqualTo(wide.steps.getFirst().loss());
  }

  private Watcher train(SharedBase on, MethodSettings method) {
    Watcher watcher = new Watcher();
    try (Trainer trainer = on.trainer(1)) {
      trainer.train(plan(method), rows, rows, null, watcher);
    }
    return watcher;
  }

  private Watcher trainMoeLora(SharedBase on) {
    Watcher watcher = new Watcher();
    try (MoeLoraTrainer trainer = new MoeLoraTrainer(on, 1)) {
      trainer.train(
          MoeLoraSettings.ofRank(8),
          plan(new MethodSettings.Lora(PAIRS)).training(),
          rows,
          dev,
          null,
          watcher);
    }
    return watcher;
  }

  private static TrainingPlan plan(MethodSettings method) {
    return new TrainingPlan(
        method,
        new TrainingSettings(
            6, 2, 2, 1e-3, 0.06, 0.01, 1, 0.01, 64, 1024, 3, 100, 7, ThetaSettings.JOINT));
  }
}
