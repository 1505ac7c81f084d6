package io.milora.trainingworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterFiles;
import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.milora.model.JobStatus;
import io.milora.model.Precision;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.BaseModels;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.Evaluations;
import io.milora.persistence.JobEventEntity;
import io.milora.persistence.JobEvents;
import io.milora.persistence.JobHold;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Jobs;
import io.milora.persistence.Lease;
import io.milora.persistence.TrainingJobEntity;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real training of a tiny model on real PostgreSQL, as the training worker's role. */
@QuarkusTest
@WithTestResource(DataFolderResource.class)
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "TRAINER"))
class JobRunnerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int SHORT = 10;
  private static final int LONG = 60;

  @Inject JobRunner runner;
  @Inject BaseRegistry registry;
  @Inject BaseLoader loader;
  @Inject AdapterTraining adapterTraining;
  @Inject MixtureTraining mixtureTraining;
  @Inject AdapterEvaluator evaluator;
  @Inject AdapterPublisher publisher;
  @Inject TrainingConfig config;
  @Inject DataFolder data;
  @Inject JobQueue queue;
  @Inject Jobs jobs;
  @Inject JobEvents events;
  @Inject Checkpoints checkpoints;
  @Inject AdapterVersions versions;
  @Inject Evaluations evaluations;
  @Inject BaseModels bases;
  @Inject ArtifactStore artifacts;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TestJobs testJobs;
  private ContentHash rows;

  @BeforeEach
  void newTenant() throws IOException {
    registry.registerNew();
    testJobs = new TestJobs(database, artifacts, "acme");
    rows = testJobs.file(TestJobs.ROWS);
  }

  @AfterEach
  void clear() {
    testJobs.clear();
  }

  @Test
  void modelsInTheFolderAreRegisteredAndBrokenOnesAreNot() {
    assertThat(bases.list())
        .singleElement()
        .satisfies(
            base -> {
              assertThat(base.name).isEqualTo("tiny");
              assertThat(base.maxPositions).isEqualTo(512);
              assertThat(base.tokenizerSha256).isNotNull();
            });
  }

  @Test
  void aJobBecomesAnAdapterThatIsBetterThanTheBase(@TempDir Path folder) throws IOException {
    String id = testJobs.create(SHORT, rows, rows);
    runner.run(claim());

    TrainingJobEntity job = job(id);
    assertThat(job.status).as(job.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.trainedTokens).isPositive();
    assertThat(job.fineTunedModel).startsWith("ft:tiny:acme:colours:");
    AdapterVersionEntity version =
        versions
            .findByModelName(testJobs.tenant(), String.valueOf(job.fineTunedModel))
            .orElseThrow();
    JsonNode evaluation = MiloraJson.mapper().readTree(version.evaluation);
    assertThat(evaluation.get("precision").asText()).isEqualTo("int8");
    assertThat(evaluation.get("rows").asInt()).isEqualTo(4);
    assertThat(evaluation.at("/model/perplexity").asDouble())
        .isLessThan(evaluation.at("/against/perplexity").asDouble());
    assertThat(evaluations.succeededOf(testJobs.tenant(), version.id, rows))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.jobId).isEqualTo(id);
              assertThat(MiloraJson.mapper().readTree(kept.report)).isEqualTo(evaluation);
              assertThat(MiloraJson.mapper().readTree(kept.worstRows)).hasSize(4);
            });
    assertThat(read(version, folder.resolve("adapter"))).isInstanceOf(MiLoraAdapter.class);
    assertThat(GoldenOutputs.read(folder.resolve("adapter")))
        .hasValueSatisfying(
            golden -> {
              assertThat(golden.precision()).isEqualTo(Precision.INT8);
              assertThat(golden.continuations()).hasSize(3);
            });
  }

  @Test
  void metricsByStepAreAFileOfTheTenant() throws IOException {
    String id = testJobs.create(SHORT, rows, rows);
    runner.run(claim());
    List<String> lines = testJobs.metrics(id);
    assertThat(lines)
        .hasSize(2 + 2 * SHORT)
        .startsWith("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy");
    assertThat(lines.get(1)).as("the base").matches("0,,,[0-9.]+,[01]\\.[0-9]+");
    assertThat(lines.get(2)).as("not measured").matches("1,[0-9.]+,[01]\\.[0-9]+,,");
    String[] last = lines.getLast().split(",", -1);
    CheckpointEntity newest = checkpoints.newest(testJobs.tenant(), id).orElseThrow();
    JsonNode measured = MiloraJson.mapper().readTree(newest.metrics);
    assertThat(last)
        .containsExactly(
            measured.get("step").asText().replace(".0", ""),
            measured.get("train_loss").asText(),
            measured.get("train_mean_token_accuracy").asText(),
            measured.get("valid_loss").asText(),
            measured.get("valid_mean_token_accuracy").asText());
  }

  @Test
  void everyStepAndEveryMeasurementIsAnEvent() throws IOException {
    String id = testJobs.create(SHORT, rows, rows);
    runner.run(claim());
    List<JobEventEntity> newestFirst = events.list(testJobs.tenant(), id, null, 1000);
    List<JobEventEntity> metrics =
        newestFirst.reversed().stream()
            .filter(e -> e.type == FineTuningJobEvent.Type.METRICS)
            .toList();
    assertThat(metrics.stream().filter(e -> e.message.contains("training loss")))
        .hasSize(2 * SHORT)
        .extracting(e -> e.message)
        .first()
        .asString()
        .matches("Step 1/20: training loss=\\d+\\.\\d{4}");
    assertThat(metrics.stream().filter(e -> e.message.contains("validation loss")))
        .hasSize(1 + 2 * SHORT / 4);
    JsonNode step =
        MiloraJson.mapper()
            .readTree(
                metrics.stream()
                    .filter(e -> e.message.startsWith("Step 20/20"))
                    .findFirst()
                    .orElseThrow()
                    .data);
    assertThat(step.get("train_loss").asDouble()).isPositive();
    assertThat(step.get("expert_load")).hasSize(4);
    assertThat(newestFirst.getFirst().message).isEqualTo("The job has successfully completed");
    assertThat(checkpoints.list(testJobs.tenant(), id, null, 100))
        .extracting(c -> c.step)
        .containsExactly(20, 16, 12, 8, 4, 0);
  }

  @Test
  void aJobWithoutValidationFileIsTrainedAndNotMeasured() throws IOException {
    String id = testJobs.create(SHORT, rows, null);
    runner.run(claim());
    assertThat(job(id).status).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(versions.list(testJobs.tenant(), null, 10))
        .singleElement()
        .satisfies(v -> assertThat(v.evaluation).contains("\"rows\": 0"));
  }

  @Test
  void aJobWhoseWorkerDiesIsFinishedByAnotherFromItsCheckpoint() throws Exception {
    String id = testJobs.create(LONG, rows, rows);
    Lease lost = claim();
    Thread first = Thread.ofPlatform().start(() -> runner.run(lost));
    awaitCheckpoint(id);
    Optional<Lease> stolen = Optional.empty();
    while (stolen.isEmpty()) {
      assertThat(job(id).status).isEqualTo(JobStatus.RUNNING);
      testJobs.expireLeases();
      stolen = queue.claim("w2", MINUTE, config.fairShare());
    }
    first.join();
    assertThat(job(id).status).isEqualTo(JobStatus.RUNNING);
    assertThat(job(id).workerId).isEqualTo("w2");

    runner.run(stolen.get());
    TrainingJobEntity done = job(id);
    assertThat(done.status).as(done.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(done.attempts).as("as it got ahead").isEqualTo(1);
    assertThat(testJobs.metrics(id)).as("no step is missing").hasSize(2 + 2 * LONG);
    assertThat(messages(id))
        .contains("The job is taken up again")
        .anyMatch(m -> m.matches("Training goes on from the checkpoint of step [1-9]\\d*"));
  }

  @Test
  void aStoppingWorkerGivesTheJobBackWithACheckpoint() throws Exception {
    String id = testJobs.create(LONG, rows, rows);
    Lease lease = claim();
    JobRunner stopping =
        new JobRunner(
            queue, events, loader, adapterTraining, mixtureTraining, evaluator, publisher, config);
    Thread first = Thread.ofPlatform().start(() -> stopping.run(lease));
    awaitCheckpoint(id);
    stopping.requestStop();
    first.join();
    TrainingJobEntity waiting = job(id);
    assertThat(waiting.status).isEqualTo(JobStatus.QUEUED);
    assertThat(waiting.attempts).isZero();

    runner.run(claim());
    assertThat(job(id).status).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void aCancelledJobStopsAndPublishesNothing() throws Exception {
    String id = testJobs.create(LONG, rows, rows);
    Lease lease = claim();
    Thread first = Thread.ofPlatform().start(() -> runner.run(lease));
    awaitCheckpoint(id);
    testJobs.requestCancel(id);
    first.join();
    assertThat(job(id).status).isEqualTo(JobStatus.CANCELLED);
    assertThat(versions.list(testJobs.tenant(), null, 10)).isEmpty();
  }

  @Test
  void aJobThatIsPausedAndThatMakesWayEndsWithTheSameBytes() throws Exception {
    String undisturbed = testJobs.create(LONG, rows, rows);
    runner.run(claim());
    String id = testJobs.create(LONG, rows, rows);

    Thread first = start(claim());
    awaitCheckpoint(id);
    testJobs.requestPause(id);
    first.join();
    assertThat(job(id).status).isEqualTo(JobStatus.PAUSED);
    assertThat(job(id).attempts).isZero();
    int step = checkpoints.newest(testJobs.tenant(), id).orElseThrow().step;
    assertThat(messages(id))
        .as("no step is lost, and none was done after the one that is kept")
        .anyMatch(m -> m.startsWith("Step %d/".formatted(step)))
        .noneMatch(m -> m.startsWith("Step %d/".formatted(step + 1)));

    testJobs.resume(id);
    Lease lease = claim();
    TestJobs other = new TestJobs(database, artifacts, "globex");
    try {
      String others = other.create(SHORT, rows, null);
      runner.run(lease);
      assertThat(job(id).status).isEqualTo(JobStatus.QUEUED);
      assertThat(job(id).hold).isEqualTo(JobHold.YIELDED);
      assertThat(job(id).attempts).isZero();
      Lease next = claim();
      assertThat(next.jobId()).isEqualTo(others);
      runner.run(next);
    } finally {
      other.clear();
    }

    runner.run(claim());
    assertThat(content(id)).isEqualTo(content(undisturbed));
    assertThat(testJobs.metrics(id)).isEqualTo(testJobs.metrics(undisturbed));
    for (String each : List.of(undisturbed, id)) {
      assertThat(checkpoints.list(testJobs.tenant(), each, null, 100))
          .as("within the budget, and none lost with another job's")
          .hasSizeLessThanOrEqualTo(config.checkpointsKept())
          .allMatch(c -> c.bytes > 0)
          .allMatch(c -> contains(c.contentHash))
          .extracting(c -> c.step)
          .startsWith(2 * LONG);
    }
  }

  @Test
  void aFullDiskPausesTheJobAtItsLastCheckpoint() throws IOException {
    String id = testJobs.create(SHORT, rows, rows);
    FullStore full = new FullStore(artifacts, 6);
    AdapterTraining training =
        new AdapterTraining(
            artifacts,
            new CheckpointStore(full, checkpoints, new AdapterStore(full), config),
            config);
    new JobRunner(queue, events, loader, training, mixtureTraining, evaluator, publisher, config)
        .run(claim());
    assertThat(job(id).status).isEqualTo(JobStatus.PAUSED);
    assertThat(job(id).hold).isEqualTo(JobHold.STORAGE_FULL);
    assertThat(messages(id).getFirst()).contains("storage is full").contains("resume it");
    assertThat(checkpoints.list(testJobs.tenant(), id, null, 10))
        .extracting(c -> c.step)
        .containsExactly(8, 4, 0);

    testJobs.resume(id);
    runner.run(claim());
    assertThat(job(id).status).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(messages(id)).contains("Training goes on from the checkpoint of step 8");
  }

  @Test
  void twoSlotsTrainOnOneBaseAsOneDoesAlone() throws Exception {
    String alone = testJobs.create(SHORT, rows, rows);
    runner.run(claim());
    String first = testJobs.create(SHORT, rows, rows);
    String second = testJobs.create(SHORT, rows, rows);
    Thread one = start(claim());
    Thread two = start(claim());
    one.join();
    two.join();
    assertThat(content(first)).isEqualTo(content(alone));
    assertThat(content(second)).isEqualTo(content(alone));
  }

  @Test
  void aBrokenFileFailsTheJobWithItsRows() throws IOException {
    ContentHash broken = testJobs.file(TestJobs.ROWS + "not json\n\n" + tooLong() + "\n");
    String id = testJobs.create(SHORT, broken, null);
    runner.run(claim());
    TrainingJobEntity failed = job(id);
    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
    assertThat(failed.errorCode).isEqualTo("invalid_training_file");
    assertThat(failed.errorParam).isEqualTo("training_file");
    assertThat(failed.errorMessage).contains("Row 5: ");
  }

  @Test
  void aRowWithoutRoomForItsResponseFailsTheJobWithItsNumber() throws IOException {
    ContentHash longRow = testJobs.file(TestJobs.ROWS + "\n" + tooLong() + "\n");
    String id = testJobs.create(SHORT, longRow, null);
    runner.run(claim());
    assertThat(job(id).errorMessage)
        .contains("1 of 5 rows cannot be trained on")
        .contains("Row 6: The prompt has ")
        .contains("max_length is 128");
  }

  @Test
  void aFileThatIsGoneFailsTheJobAndTheWorkerGoesOn() throws IOException {
    String id = testJobs.create(SHORT, new ContentHash("ef".repeat(32)), null);
    runner.run(claim());
    assertThat(job(id).errorCode).isEqualTo("file_missing");
    String next = testJobs.create(SHORT, rows, null);
    runner.run(claim());
    assertThat(job(next).status).isEqualTo(JobStatus.SUCCEEDED);
  }

  private static String tooLong() {
    return "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}"
        .formatted("why ".repeat(200));
  }

  private Thread start(Lease lease) {
    return Thread.ofPlatform().start(() -> runner.run(lease));
  }

  /** Hash of the adapter that a job gave. */
  private String content(String id) {
    TrainingJobEntity done = job(id);
    assertThat(done.status).as(done.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    return versions
        .findByModelName(testJobs.tenant(), String.valueOf(done.fineTunedModel))
        .orElseThrow()
        .contentHash;
  }

  private boolean contains(String contentHash) {
    try {
      return artifacts.contains(new ContentHash(contentHash));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Lease claim() {
    return queue.claim("w1", MINUTE, config.fairShare()).orElseThrow();
  }

  private TrainingJobEntity job(String id) {
    return jobs.find(testJobs.tenant(), id).orElseThrow();
  }

  private List<String> messages(String id) {
    return events.list(testJobs.tenant(), id, null, 1000).stream().map(e -> e.message).toList();
  }

  private void awaitCheckpoint(String id) throws InterruptedException {
    Optional<CheckpointEntity> newest = Optional.empty();
    while (newest.isEmpty() || newest.get().step == 0) {
      Thread.sleep(10);
      TrainingJobEntity job = job(id);
      assertThat(job.status.isFinal()).as(job.errorMessage).isFalse();
      newest = checkpoints.newest(testJobs.tenant(), id);
    }
  }

  private Adapter read(AdapterVersionEntity version, Path folder) throws IOException {
    try (InputStream archive = artifacts.open(new ContentHash(version.contentHash));
        BaseModel base = BaseModel.open(data.models().resolve("tiny"))) {
      AdapterArchive.unpack(archive, folder);
      AdapterFiles.metadata(folder).requireTrainedOn(base.hashes());
      return AdapterFolder.read(folder, base.config());
    }
  }
}
