package io.milora.trainingworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.artifacts.ArtifactStore;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.EvaluationEntity;
import io.milora.persistence.EvaluationQueue;
import io.milora.persistence.Evaluations;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real measurements of a tiny model on real PostgreSQL, as the training worker's role. */
@QuarkusTest
@WithTestResource(DataFolderResource.class)
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "TRAINER"))
class EvaluationRunnerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Inject TrainingConfig config;
  @Inject EvaluationRunner runner;
  @Inject JobRunner jobs;
  @Inject JobQueue jobQueue;
  @Inject BaseRegistry registry;
  @Inject EvaluationQueue queue;
  @Inject Evaluations evaluations;
  @Inject AdapterVersions versions;
  @Inject Checkpoints checkpoints;
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
  void anAdapterIsMeasuredAgainstTheBaseAsAtTheEndOfItsJob() throws IOException {
    testJobs.create(10, rows, rows);
    jobs.run(jobQueue.claim("w1", MINUTE, config.fairShare()).orElseThrow());
    AdapterVersionEntity version = versions.list(testJobs.tenant(), null, 1).getFirst();
    String id = queued(version.modelName, version.id, rows);
    assertThat(runner.runNext("w1")).isTrue();

    EvaluationEntity done = evaluation(id);
    assertThat(done.status).as(done.errorMessage).isEqualTo(EvaluationStatus.SUCCEEDED);
    JsonNode report = MiloraJson.mapper().readTree(done.report);
    assertThat(report).isEqualTo(MiloraJson.mapper().readTree(version.evaluation));
    assertThat(MiloraJson.mapper().readTree(done.worstRows).findValuesAsText("expected"))
        .containsExactlyInAnyOrder("blue", "green", "white", "black");
    assertThat(evaluations.succeededOf(testJobs.tenant(), version.id, rows)).hasSize(2);
    assertThat(runner.runNext("w1")).isFalse();
  }

  @Test
  void aCheckpointIsMeasuredAsItWasAtItsStep() throws IOException {
    testJobs.create(10, rows, rows);
    Lease lease = jobQueue.claim("w1", MINUTE, config.fairShare()).orElseThrow();
    jobs.run(lease);
    List<CheckpointEntity> kept =
        checkpoints.list(testJobs.tenant(), lease.jobId(), null, 1000).reversed();
    assertThat(kept.getFirst().step).isZero();
    List<Double> gains = new ArrayList<>();
    for (CheckpointEntity checkpoint : List.of(kept.getFirst(), kept.getLast())) {
      String id = queued(String.valueOf(checkpoint.modelName), null, rows);
      runner.runNext("w1");
      EvaluationEntity done = evaluation(id);
      assertThat(done.status).as(done.errorMessage).isEqualTo(EvaluationStatus.SUCCEEDED);
      JsonNode report = MiloraJson.mapper().readTree(done.report);
      gains.add(report.at("/against/loss").asDouble() - report.at("/model/loss").asDouble());
    }
    assertThat(gains.getFirst()).as("B is zero before the first step").isZero();
    assertThat(gains.getLast()).isPositive();

    String gone = queued(kept.getFirst().modelName + "0", null, rows);
    runner.runNext("w1");
    assertThat(evaluation(gone).errorCode).isEqualTo("model_not_found");
    assertThat(evaluation(gone).errorMessage).contains("not kept any more");
  }

  @Test
  void anEvaluationWhoseWorkerDiedIsDoneByAnotherAndTheFirstCanWriteNothing() {
    String id = queued("tiny", null, rows);
    Lease lost = queue.claim("w1", MINUTE).orElseThrow();
    testJobs.expireLeases();
    assertThat(runner.runNext("w2")).isTrue();
    EvaluationEntity done = evaluation(id);
    assertThat(done.status).as(done.errorMessage).isEqualTo(EvaluationStatus.SUCCEEDED);
    assertThat(done.attempts).isEqualTo(2);
    runner.run(lost);
    assertThat(evaluation(id).finishedAt).isEqualTo(done.finishedAt);
  }

  @Test
  void whatCannotBeReadFailsTheEvaluationAndNotTheWorker() throws IOException {
    String gone = queued("tiny", null, new ContentHash("ef".repeat(32)));
    runner.runNext("w1");
    assertThat(evaluation(gone).errorCode).isEqualTo("file_missing");
    String broken = queued("tiny", null, testJobs.file(TestJobs.ROWS + "not json\n"));
    runner.runNext("w1");
    assertThat(evaluation(broken).errorMessage).contains("Row 5");
  }

  private EvaluationEntity evaluation(String id) {
    return evaluations.find(testJobs.tenant(), id).orElseThrow();
  }

  private String queued(String model, @Nullable String version, ContentHash dataset) {
    EvaluationEntity evaluation = new EvaluationEntity();
    evaluation.baseModel = "tiny";
    evaluation.model = model;
    evaluation.adapterVersionId = version;
    evaluation.against = model.equals("tiny") ? null : "tiny";
    evaluation.datasetHash = dataset.hex();
    evaluation.answerRows = 100;
    return evaluations.create(testJobs.tenant(), evaluation).id;
  }
}
