package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.adapters.AdapterMetadata;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdapterLayout;
import io.milora.model.DomainSelect;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs that are stopped at random steps and go on from their file, in another trainer: every later
 * checkpoint and the adapter have the same bytes as those of a run that was never stopped. All with
 * dropout and with batches of two parts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeTest {
  private static final LoraSettings PAIRS =
      new LoraSettings(4, 8, 0.1, EnumSet.allOf(Projection.class));
  private static final int STOPS = 3;

  private BaseModel base;
  private List<Example> rows;
  private List<Example> dev;

  /** What is trained. */
  enum Kind {
    LORA,
    MILORA,
    BILEVEL,
    BILEVEL_WITH_STEPS_TAKEN_BACK,
    MOA_ROUTERS,
    MOA_WITH_EXPERTS;

    TrainingPlan plan() {
      MethodSettings milora = new MethodSettings.MiLora(PAIRS, RouterSettings.DEFAULT);
      return switch (this) {
        case LORA -> plan(new MethodSettings.Lora(PAIRS), ThetaSettings.JOINT);
        case MILORA -> plan(milora, ThetaSettings.JOINT);
        case BILEVEL -> plan(milora, new ThetaSettings(1e-4, true, 2));
        case BILEVEL_WITH_STEPS_TAKEN_BACK -> plan(milora, new ThetaSettings(1e-2, true, 1));
        case MOA_ROUTERS -> plan(moa(false), ThetaSettings.JOINT);
        case MOA_WITH_EXPERTS -> plan(moa(true), ThetaSettings.JOINT);
      };
    }

    private static MethodSettings moa(boolean tuneExperts) {
      return new MethodSettings.Moa(
          PAIRS, new MoaSettings(List.of("a", "b"), DomainSelect.VOTE, Pooler.MEAN, tuneExperts));
    }

    private static TrainingPlan plan(MethodSettings method, ThetaSettings theta) {
      return new TrainingPlan(
          method,
          new TrainingSettings(8, 3, 2, 1e-2, 0.06, 0.01, 1, 0.01, 64, 1024, 3, 100, 7, theta));
    }
  }

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    rows = GoldenRows.training();
    dev = GoldenRows.dev();
  }

  @AfterAll
  void close() {
    base.close();
  }

  @ParameterizedTest
  @EnumSource
  void aRunStoppedAtAnyStepsEndsWithTheSameBytes(Kind kind, @TempDir Path folder)
      throws IOException {
    check(kind, 1, folder);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"LORA", "BILEVEL", "MOA_WITH_EXPERTS"})
  void soItDoesOnTwoThreads(Kind kind, @TempDir Path folder) throws IOException {
    check(kind, 2, folder);
  }

  private void check(Kind kind, int threads, Path folder) throws IOException {
    Map<String, byte[]> expected = run(kind, threads, folder, new Random(0), 0);
    long seed = new Random().nextLong();
    Map<String, byte[]> actual = run(kind, threads, folder, new Random(seed), STOPS);
    assertThat(expected.keySet()).as("seed of the stops %d", seed).isSubsetOf(actual.keySet());
    expected.forEach(
        (file, bytes) ->
            assertThat(actual.get(file))
                .as("%s with seed of the stops %d", file, seed)
                .isEqualTo(bytes));
  }

  /** Runs to the end with some stops on the way; gives the files of all states and the adapter. */
  private Map<String, byte[]> run(Kind kind, int threads, Path parent, Random random, int stops)
      throws IOException {
    Path folder = Files.createDirectory(parent.resolve("stops-" + stops));
    Map<String, byte[]> files = new HashMap<>();
    Checkpoint from = null;
    for (int i = 0; i <= stops; i++) {
      Watcher watcher = i == stops ? new Watcher() : new Watcher(1 + random.nextInt(5));
      TrainingListener.Outcome outcome;
      try (Trainer trainer = new Trainer(base, threads)) {
        outcome = train(trainer, kind, from, watcher);
      }
      for (Checkpoint checkpoint : watcher.checkpoints) {
        Path file = folder.resolve("step-" + checkpoint.step());
        CheckpointFile.write(file, checkpoint);
        from = CheckpointFile.read(file);
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
      if (!outcome.stopped()) {
        addAdapter(files, folder, outcome);
      }
    }
    return files;
  }

  private TrainingListener.Outcome train(
      Trainer trainer, Kind kind, @Nullable Checkpoint from, Watcher watcher) {
    return switch (kind) {
      case LORA, MILORA, BILEVEL, BILEVEL_WITH_STEPS_TAKEN_BACK ->
          trainer.train(kind.plan(), rows, dev, from, watcher);
      case MOA_ROUTERS, MOA_WITH_EXPERTS ->
          trainer.trainRouters(
              kind.plan(),
              List.of(expert(1), expert(2)),
              ofDomains(rows),
              ofDomains(dev),
              from,
              watcher);
    };
  }

  private LoraAdapter expert(int seed) {
    AdapterLayout layout = AdapterLayout.of(new MethodSettings.Lora(PAIRS), base.config());
    return (LoraAdapter) layout.adapter(FreshAdapter.values(layout, seed));
  }

  /** Rows of two domains in turn. */
  private static List<DomainExample> ofDomains(List<Example> examples) {
    return IntStream.range(0, examples.size())
        .mapToObj(i -> new DomainExample(examples.get(i), i % 2))
        .toList();
  }

  private static void addAdapter(
      Map<String, byte[]> files, Path parent, TrainingListener.Outcome outcome) throws IOException {
    Path folder = parent.resolve("adapter");
    AdapterFolder.write(folder, outcome.adapter(), new AdapterMetadata("tiny", null));
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }
}
