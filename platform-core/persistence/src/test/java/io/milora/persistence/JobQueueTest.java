package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.BaseDefaults;
import io.milora.model.BaseRegistration;
import io.milora.model.BaseShape;
import io.milora.model.ContentHash;
import io.milora.model.JobStatus;
import io.milora.model.Precision;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.WorkerReport;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.openai.FineTuningJobEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As the training worker's database role. */
@QuarkusTest
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "TRAINER"))
class JobQueueTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final FairShare SHARE = new FairShare(1000, Duration.ofHours(1));
  private static final ContentHash HASH = new ContentHash(Fixture.HASH);

  /** Other bytes than the rows, which an unfinished job needs. */
  private static final ContentHash STATE = new ContentHash("5f".repeat(32));

  @Inject JobQueue queue;
  @Inject Jobs jobs;
  @Inject JobEvents events;
  @Inject Checkpoints checkpoints;
  @Inject AdapterVersions versions;
  @Inject NamedModels models;
  @Inject Workers workers;
  @Inject BaseModels bases;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private String tenantName;
  private TenantId tenant;
  private String job;

  @BeforeEach
  void aQueuedJob() {
    Fixture.base(database);
    tenantName = Fixture.newName();
    tenant = Fixture.tenant(database, tenantName);
    job = Fixture.queuedJob(database, tenant, "support");
  }

  @AfterEach
  void emptyTheQueue() {
    Fixture.execute(
        database,
        "UPDATE training_job SET status = 'CANCELLED', finished_at = now() WHERE status IN ('QUEUED', 'RUNNING', 'PAUSING', 'PAUSED')");
  }

  @Test
  void aClaimedJobIsRunningAndNobodyElseGetsIt() {
    Lease lease = claim();
    assertThat(lease).isEqualTo(new Lease(tenant, job, 1));
    assertThat(queue.claim("w2", MINUTE, SHARE)).isEmpty();
    TrainingJobEntity running = read();
    assertThat(running.status).isEqualTo(JobStatus.RUNNING);
    assertThat(running.workerId).isEqualTo("w1");
    assertThat(running.attempts).isEqualTo(1);
    assertThat(running.startedAt).isNotNull();
  }

  @Test
  void aWorkerThatLostItsLeaseCanWriteNothing() {
    Lease lost = claim();
    expire();
    Lease current = queue.claim("w2", MINUTE, SHARE).orElseThrow();
    assertThat(current.fencingToken()).isGreaterThan(lost.fencingToken());

    List<Runnable> writes =
        List.of(
            () -> queue.heartbeat(lost, MINUTE),
            () ->
                queue.write(
                    lost,
                    row -> {
                      row.trainedTokens = 666L;
                      events.metrics(row, "late", "{}");
                      return row;
                    }),
            () -> checkpoints.add(lost, kept("", 3, "{}")),
            () -> versions.publish(lost, result()),
            () -> queue.fail(lost, new Problem(null, "internal", "late")),
            () -> queue.confirmCancellation(lost),
            () -> queue.wish(lost),
            () -> queue.mayGoOn(lost, 666, null, SHARE),
            () -> queue.yieldTurn(lost),
            () -> queue.confirmPause(lost),
            () -> queue.pauseForStorage(lost, "late"),
            () -> queue.giveBack(lost, "late"));
    for (Runnable write : writes) {
      assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class);
    }

    TrainingJobEntity untouched = read();
    assertThat(untouched.status).isEqualTo(JobStatus.RUNNING);
    assertThat(untouched.workerId).isEqualTo("w2");
    assertThat(untouched.trainedTokens).isNull();
    assertThat(events.list(tenant, job, null, 10))
        .extracting(e -> e.message)
        .containsExactly("The job's worker died; it waits for another one");
    assertThat(checkpoints.list(tenant, job, null, 10)).isEmpty();
    assertThat(versions.list(tenant, null, 10)).isEmpty();
    assertThat(queue.heartbeat(current, MINUTE)).isEqualTo(JobWish.GO_ON);
  }

  @Test
  void aLeaseOfAnExpiredButUnclaimedJobCanBeRenewed() {
    Lease lease = claim();
    expire();
    queue.heartbeat(lease, MINUTE);
    assertThat(queue.claim("w2", MINUTE, SHARE)).isEmpty();
  }

  @Test
  void aHeartbeatTellsThatTheTenantWantsToCancel() {
    Lease lease = claim();
    assertThat(queue.heartbeat(lease, MINUTE)).isEqualTo(JobWish.GO_ON);
    Fixture.execute(
        database, "UPDATE training_job SET cancel_requested = true WHERE id = '%s'".formatted(job));
    assertThat(queue.heartbeat(lease, MINUTE)).isEqualTo(JobWish.CANCEL);
    assertThat(queue.wish(lease)).isEqualTo(JobWish.CANCEL);
    queue.confirmCancellation(lease);
    assertThat(read().status).isEqualTo(JobStatus.CANCELLED);
    assertThatThrownBy(() -> queue.heartbeat(lease, MINUTE)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void aJobGivenBackIsClaimableAtOnceAndTheAttemptDoesNotCount() {
    for (int i = 0; i < JobQueue.MAX_ATTEMPTS + 1; i++) {
      queue.giveBack(claim(), "The worker is stopping");
    }
    assertThat(read().attempts).isZero();
    assertThat(read().status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aPauseIsConfirmedHoweverTheWorkerLetsGo() {
    List<Consumer<Lease>> ways =
        List.of(queue::confirmPause, queue::yieldTurn, lease -> queue.giveBack(lease, "stopping"));
    for (Consumer<Lease> letGo : ways) {
      Lease lease = claim();
      set("status = 'PAUSING'");
      assertThat(queue.wish(lease)).isEqualTo(JobWish.PAUSE);
      letGo.accept(lease);
      assertThat(read().status).isEqualTo(JobStatus.PAUSED);
      assertThat(read().hold).isNull();
      assertThat(queue.claim("w2", MINUTE, SHARE)).isEmpty();
      set("status = 'QUEUED'");
    }
    assertThat(read().attempts).isZero();
  }

  @Test
  void aCancellationGoesBeforeAPause() {
    Lease lease = claim();
    set("status = 'PAUSING', cancel_requested = true");
    assertThat(queue.wish(lease)).isEqualTo(JobWish.CANCEL);
    queue.confirmPause(lease);
    assertThat(read().status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aJobWithoutStorageIsPausedWithTheReason() {
    queue.pauseForStorage(claim(), "The storage is full");
    assertThat(read().status).isEqualTo(JobStatus.PAUSED);
    assertThat(read().hold).isEqualTo(JobHold.STORAGE_FULL);
  }

  @Test
  void aJobYieldsAtACheckpointWhenItsTenantsTurnIsOver() {
    Lease lease = claim();
    assertThat(queue.mayGoOn(lease, 5000, 5000L, SHARE)).isTrue();
    TenantId other = Fixture.tenant(database, Fixture.newName());
    String others = Fixture.queuedJob(database, other, "other");
    assertThat(queue.mayGoOn(lease, 10000, 5000L, SHARE)).isFalse();
    queue.yieldTurn(lease);
    assertThat(read().hold).isEqualTo(JobHold.YIELDED);
    assertThat(read().attempts).isZero();
    assertThat(claim().jobId()).isEqualTo(others);
  }

  @Test
  void contentIsDeletedOnlyWithTheLastCheckpointThatKeepsIt() {
    Lease lease = claim();
    checkpoints.add(lease, kept("", 1, "{}"));
    checkpoints.add(lease, kept("", 2, "{}"));
    List<ContentHash> deleted = new ArrayList<>();
    for (CheckpointEntity checkpoint : checkpoints.list(tenant, job, null, 10)) {
      assertThat(deleted).doesNotContain(STATE);
      checkpoints.remove(lease, checkpoint, deleted::add);
    }
    assertThat(deleted).containsExactly(adapter(2), STATE, adapter(1));
    assertThat(checkpoints.list(tenant, job, null, 10)).isEmpty();
  }

  @Test
  void aJobThatKillsItsWorkersFails() {
    for (int i = 0; i < JobQueue.MAX_ATTEMPTS; i++) {
      claim();
      expire();
    }
    assertThat(queue.claim("w2", MINUTE, SHARE)).isEmpty();
    TrainingJobEntity failed = read();
    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
    assertThat(failed.errorCode).isEqualTo("worker_lost");
  }

  @Test
  void aJobThatGetsAheadOutlivesAnyNumberOfWorkers() {
    for (int i = 0; i < 2 * JobQueue.MAX_ATTEMPTS; i++) {
      checkpoints.add(claim(), kept("", i, "{}"));
      expire();
    }
    assertThat(claim().jobId()).isEqualTo(job);
  }

  @Test
  void aFailureIsKeptWithItsReason() {
    queue.fail(claim(), new Problem("training_file", "invalid_rows", "Row 3 is empty."));
    TrainingJobEntity failed = read();
    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
    assertThat(failed.errorCode).isEqualTo("invalid_rows");
    assertThat(failed.errorParam).isEqualTo("training_file");
    assertThat(failed.finishedAt).isNotNull();
    assertThat(events.list(tenant, job, null, 10))
        .extracting(e -> e.message)
        .containsExactly("Row 3 is empty.");
  }

  @Test
  void publishingEndsTheJobWithAModelThatHasTheTenantInItsName() {
    AdapterVersionEntity version = versions.publish(claim(), result());
    assertThat(version.modelName).matches("ft:tiny:" + tenantName + ":support:[A-Za-z0-9]{8}");
    TrainingJobEntity done = read();
    assertThat(done.status).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(done.fineTunedModel).isEqualTo(version.modelName);
    assertThat(done.adapterVersionId).isEqualTo(version.id);
    assertThat(versions.findByModelName(tenant, version.modelName)).isPresent();
    TenantId other = Fixture.tenant(database, Fixture.newName());
    assertThat(versions.findByModelName(other, version.modelName)).isEmpty();
  }

  @Test
  void versionsOfJobsWithOneSuffixAreOneAdapter() {
    AdapterVersionEntity first = versions.publish(claim(), result());
    job = Fixture.queuedJob(database, tenant, "support");
    AdapterVersionEntity second = versions.publish(claim(), result());
    assertThat(second.adapterId).isEqualTo(first.adapterId);
    assertThat(second.modelName).isNotEqualTo(first.modelName);
    assertThat(versions.list(tenant, null, 10))
        .extracting(v -> v.id)
        .containsExactly(second.id, first.id);
    assertThat(versions.list(tenant, second.id, 10))
        .extracting(v -> v.id)
        .containsExactly(first.id);
  }

  @Test
  void aCheckpointIsAModelOfItsTenantWhileItIsKept() {
    Lease lease = claim();
    checkpoints.add(lease, kept("", 3, "{}"));
    CheckpointEntity checkpoint = checkpoints.newest(tenant, job).orElseThrow();
    String name = Objects.requireNonNull(checkpoint.modelName);
    assertThat(name).endsWith(job.substring(job.length() - 8) + ":ckpt-step-3");
    NamedModel model = models.resolve(tenant, name).orElseThrow();
    assertThat(model.content()).isEqualTo(adapter(3));
    assertThat(model.baseModel()).isEqualTo(read().baseModel);
    assertThat(models.resolve(Fixture.tenant(database, Fixture.newName()), name)).isEmpty();
    checkpoints.remove(lease, checkpoint, content -> {});
    assertThat(models.resolve(tenant, name)).isEmpty();
    assertThat(NamedModels.missing(name)).contains("not kept any more");
  }

  @Test
  void bytesOfACheckpointThatBecameAVersionStay() {
    Lease lease = claim();
    checkpoints.add(lease, kept("", 77, "{}"));
    CheckpointEntity checkpoint = checkpoints.newest(tenant, job).orElseThrow();
    String name = Objects.requireNonNull(checkpoint.modelName);
    Fixture.execute(
        database,
        """
        INSERT INTO adapter (id, tenant_id, base_model, name) VALUES ('ad-%1$s', '%2$s', 'tiny', 'x');
        INSERT INTO adapter_version (id, tenant_id, adapter_id, model_name, base_model, content_hash,
            base_sha256, tokenizer_sha256, chat_template_sha256, method, job_id)
        VALUES ('av-%1$s', '%2$s', 'ad-%1$s', '%3$s', 'tiny', '%4$s', '%4$s', '%4$s', '%4$s', 'milora', '%1$s')
        """
            .formatted(job, tenant, name, adapter(77)));
    List<ContentHash> deleted = new ArrayList<>();
    checkpoints.remove(lease, checkpoint, deleted::add);

    assertThat(deleted).doesNotContain(adapter(77));
    assertThat(models.resolve(tenant, name).orElseThrow().version()).isNotNull();
  }

  private static KeptCheckpoint kept(String stage, int step, String metrics) {
    return new KeptCheckpoint(stage, step, STATE, adapter(step), 7, metrics);
  }

  private static ContentHash adapter(int step) {
    return ContentHash.sha256(new byte[] {(byte) step});
  }

  @Test
  void theNewestCheckpointIsTheOneWithTheMostSteps() {
    Lease lease = claim();
    checkpoints.add(lease, kept("law", 10, "{\"step\": 10.0}"));
    checkpoints.add(lease, kept("", 20, "{\"step\": 20.0}"));
    checkpoints.add(lease, kept("", 20, "{\"step\": 20.0}"));
    assertThat(checkpoints.newest(tenant, job))
        .hasValueSatisfying(c -> assertThat(c.step).isEqualTo(20));
    assertThat(checkpoints.list(tenant, job, null, 10))
        .extracting(c -> c.step)
        .containsExactly(20, 10);
  }

  @Test
  void eventsAreListedNewestFirstPartByPart() {
    Lease lease = claim();
    for (int step = 1; step <= 5; step++) {
      String message = "Step " + step;
      queue.write(
          lease,
          row -> {
            events.metrics(row, message, "{\"step\": 1}");
            return row;
          });
    }
    List<JobEventEntity> first = events.list(tenant, job, null, 3);
    assertThat(first).extracting(e -> e.message).containsExactly("Step 5", "Step 4", "Step 3");
    assertThat(first)
        .allSatisfy(e -> assertThat(e.type).isEqualTo(FineTuningJobEvent.Type.METRICS));
    assertThat(events.list(tenant, job, first.getLast().id, 3))
        .extracting(e -> e.message)
        .containsExactly("Step 2", "Step 1");
    assertThatThrownBy(() -> events.list(tenant, job, "ftevent-nobody", 3))
        .hasMessageContaining("ftevent-nobody");
  }

  @Test
  void workersAndBaseModelsAreRegistered() {
    WorkerReport report = new WorkerReport("CPU", 1, 0, 0, 0, null);
    WorkerEntity.Kind kind = WorkerEntity.Kind.TRAINING;
    workers.heartbeat("w9", kind, "http://h:1", WorkerEntity.State.STARTING, report);
    assertThat(workers.heartbeat("w9", kind, "http://h:1", WorkerEntity.State.IDLE, report))
        .isFalse();
    assertThat(workers.list())
        .singleElement()
        .satisfies(w -> assertThat(w.state).isEqualTo(WorkerEntity.State.IDLE));
    bases.register(base(Fixture.BASE, 7));
    assertThat(bases.find(Fixture.BASE).orElseThrow().defaults().rank()).isEqualTo(7);
    bases.registerIfUnknown(base(Fixture.BASE, 8));
    assertThat(bases.find(Fixture.BASE).orElseThrow().defaults().rank()).isEqualTo(7);
    bases.registerIfUnknown(base("other", 4));
    assertThat(bases.list()).extracting(b -> b.name).containsExactly("other", Fixture.BASE);
  }

  private static BaseRegistration base(String name, int rank) {
    return new BaseRegistration(
        name,
        new ContentHash(Fixture.HASH),
        null,
        null,
        new BaseShape(1, 8, 16, 8, 8, 32),
        32,
        new BaseDefaults(rank, 1e-3, 32));
  }

  private Lease claim() {
    return queue.claim("w1", MINUTE, SHARE).orElseThrow();
  }

  private void set(String columns) {
    Fixture.execute(database, "UPDATE training_job SET %s WHERE id = '%s'".formatted(columns, job));
  }

  private void expire() {
    Fixture.execute(
        database,
        "UPDATE training_job SET lease_until = now() - interval '1 second' WHERE id = '%s'"
            .formatted(job));
  }

  private TrainingJobEntity read() {
    return jobs.find(tenant, job).orElseThrow();
  }

  private static PublishedAdapter result() {
    return new PublishedAdapter(
        HASH,
        HASH,
        HASH,
        HASH,
        EvaluationReport.ofNothing(Precision.INT8, "test"),
        List.of(),
        new JobResults(HASH, 5));
  }
}
