package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import io.milora.model.TenantId;
import io.milora.model.TrainingShare;
import io.milora.model.openai.FineTuningJob.Queue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As the control plane's database role. */
@QuarkusTest
@WithTestResource(MigratedDatabaseResource.class)
class JobsTest {
  @Inject Tenants tenants;
  @Inject Jobs jobs;
  @Inject JobEvents events;
  @Inject TrainingShares shares;
  @Inject DatasetVersions datasets;
  @Inject Aliases aliases;
  @Inject AdapterVersions versions;
  @Inject ServedVersions served;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TenantId tenant;

  @BeforeEach
  void newTenant() {
    Fixture.base(database);
    tenant = tenants.create(Fixture.newName()).tenantId();
  }

  @Test
  void aNewJobIsQueuedAsAskedWithAnEvent() {
    TrainingJobEntity created = jobs.create(tenant, job());
    TrainingJobEntity found = jobs.find(tenant, created.id).orElseThrow();
    assertThat(found.status).isEqualTo(JobStatus.QUEUED);
    assertThat(found.createdAt).isEqualTo(created.createdAt).isNotNull();
    assertThat(found.hyperparameters).isEqualTo("{\"k\": 3}");
    assertThat(found.metadata).isEqualTo("{\"team\": \"a\"}");
    assertThat(events.list(tenant, created.id, null, 10))
        .extracting(e -> e.message)
        .containsExactly("Created fine-tuning job: " + created.id);
  }

  @Test
  void jobsAreListedNewestFirstPartByPart() {
    String a = jobs.create(tenant, job()).id;
    String b = jobs.create(tenant, job()).id;
    String c = jobs.create(tenant, job()).id;
    assertThat(ids(jobs.list(tenant, JobFilter.NONE, null, 2))).containsExactly(c, b);
    assertThat(ids(jobs.list(tenant, JobFilter.NONE, b, 2))).containsExactly(a);
    TenantId other = tenants.create(Fixture.newName()).tenantId();
    assertThat(jobs.list(other, JobFilter.NONE, null, 2)).isEmpty();
    assertThatThrownBy(() -> jobs.list(other, JobFilter.NONE, b, 2))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aWaitingJobIsCancelledAtOnce() {
    String id = jobs.create(tenant, job()).id;
    assertThat(jobs.cancel(tenant, id).orElseThrow().status).isEqualTo(JobStatus.CANCELLED);
    assertThatThrownBy(() -> jobs.cancel(tenant, id))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has ended (cancelled)");
  }

  @Test
  void aRunningJobIsAskedToStop() {
    String id = jobs.create(tenant, job()).id;
    Fixture.execute(
        database, "UPDATE training_job SET status = 'RUNNING' WHERE id = '%s'".formatted(id));
    TrainingJobEntity asked = jobs.cancel(tenant, id).orElseThrow();
    assertThat(asked.status).isEqualTo(JobStatus.RUNNING);
    assertThat(asked.cancelRequested).isTrue();
    assertThat(jobs.cancel(tenant, id)).isPresent();
  }

  @Test
  void aWaitingJobIsPausedAtOnceAndResumed() {
    String id = jobs.create(tenant, job()).id;
    assertThat(jobs.pause(tenant, id).orElseThrow().status).isEqualTo(JobStatus.PAUSED);
    assertThat(jobs.pause(tenant, id).orElseThrow().status).isEqualTo(JobStatus.PAUSED);
    assertThat(jobs.queue(tenant).get(id)).isEqualTo(new Queue(null, QueueReason.PAUSED));
    assertThat(jobs.resume(tenant, id).orElseThrow().status).isEqualTo(JobStatus.QUEUED);
    assertThat(place(id).reason()).isEqualTo(QueueReason.WAITING_FOR_WORKER);
    assertThatThrownBy(() -> jobs.resume(tenant, id))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is queued; only a paused job can be resumed");
  }

  @Test
  void aRunningJobIsPausingUntilItsWorkerConfirms() {
    String id = jobs.create(tenant, job()).id;
    set(id, "status = 'RUNNING'");
    assertThat(jobs.pause(tenant, id).orElseThrow().status).isEqualTo(JobStatus.PAUSING);
    assertThatThrownBy(() -> jobs.resume(tenant, id))
        .hasMessageContaining("is pausing")
        .hasMessageContaining("wait until it is paused");
    assertThat(jobs.cancel(tenant, id).orElseThrow().cancelRequested).isTrue();
    set(id, "status = 'RUNNING'");
    assertThatThrownBy(() -> jobs.pause(tenant, id)).hasMessageContaining("is being cancelled");
    set(id, "status = 'PAUSED'");
    assertThat(jobs.cancel(tenant, id).orElseThrow().status).isEqualTo(JobStatus.CANCELLED);
    assertThatThrownBy(() -> jobs.pause(tenant, id))
        .hasMessageContaining("has ended (cancelled); it cannot be paused");
  }

  @Test
  void placesInTheQueueAreTheTenantsOwn() {
    String first = jobs.create(tenant, job()).id;
    String second = jobs.create(tenant, job()).id;
    TenantId other = tenants.create(Fixture.newName()).tenantId();
    assertThat(jobs.queue(other)).isEmpty();
    assertThat(jobs.queue(tenant)).containsOnlyKeys(first, second);
    assertThat(place(second).position())
        .isGreaterThan(Objects.requireNonNull(place(first).position()));
  }

  @Test
  void aShareOfTrainingIsKept() {
    assertThat(shares.get(tenant)).isEqualTo(new TrainingShare(1, null));
    shares.set(tenant, new TrainingShare(2.5, 3));
    assertThat(shares.get(tenant)).isEqualTo(new TrainingShare(2.5, 3));
    shares.set(tenant, new TrainingShare(2.5, null));
    assertThat(shares.get(tenant).maxRunningJobs()).isNull();
    assertThatThrownBy(() -> new TrainingShare(0, 0))
        .hasMessageContaining("weight is 0.0")
        .hasMessageContaining("max_running_jobs is 0");
  }

  private Queue place(String id) {
    return Objects.requireNonNull(jobs.queue(tenant).get(id));
  }

  private void set(String id, String columns) {
    Fixture.execute(database, "UPDATE training_job SET %s WHERE id = '%s'".formatted(columns, id));
  }

  @Test
  void anotherTenantsJobCannotBeCancelled() {
    String id = jobs.create(tenant, job()).id;
    TenantId other = tenants.create(Fixture.newName()).tenantId();
    assertThat(jobs.cancel(other, id)).isEmpty();
    assertThat(jobs.find(tenant, id).orElseThrow().status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void equalContentsAreOneDatasetVersionOfATenant() {
    ContentHash hash = new ContentHash(Fixture.HASH);
    assertThat(datasets.find(tenant, hash)).isEmpty();
    DatasetVersionEntity first = datasets.register(tenant, hash, "CHAT", 3);
    assertThat(datasets.register(tenant, hash, "CHAT", 3).id).isEqualTo(first.id);
    TenantId other = tenants.create(Fixture.newName()).tenantId();
    assertThat(datasets.find(other, hash)).isEmpty();
    assertThat(datasets.register(other, hash, "CHAT", 3).id).isNotEqualTo(first.id);
  }

  @Test
  void anAliasMovesFromVersionToVersion() {
    String job = jobs.create(tenant, job()).id;
    version("one", job);
    version("two", job);
    move("ft:one", null);
    assertThat(served.find(tenant, "support", 0).orElseThrow().modelName()).isEqualTo("ft:one");
    move("ft:two", "a reason");
    assertThat(served.find(tenant, "support", 0).orElseThrow().modelName()).isEqualTo("ft:two");
    assertThat(aliases.list(tenant)).extracting(a -> a.name).containsExactly("support");
    assertThatThrownBy(() -> aliases.hold(tenant, "a:b"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a:b");
    assertThat(aliases.rollBack(tenant, "support", "key-1")).contains("ft:one");
    assertThat(served.find(tenant, "support", 0).orElseThrow().modelName()).isEqualTo("ft:one");
    assertThat(aliases.rollBack(tenant, "support", "key-1")).isEmpty();
    assertThat(aliases.delete(tenant, "support", "key-1")).isTrue();
    assertThat(aliases.delete(tenant, "support", "key-1")).isFalse();
    assertThat(served.find(tenant, "support", 0)).isEmpty();
    assertThat(aliases.history(tenant, "support", null, 10))
        .extracting(c -> c.kind + " " + c.fromModel + " " + c.toModel + " " + c.reason)
        .containsExactly(
            "DELETED ft:one null null",
            "ROLLED_BACK ft:two ft:one null",
            "OVERRIDDEN ft:one ft:two a reason",
            "MOVED null ft:one null");
  }

  @Test
  void aServedVersionIsFoundByAliasAndByNameAndOnlyByItsTenant() {
    version("one", jobs.create(tenant, job()).id);
    move("ft:one", null);
    TenantId other = tenants.create(Fixture.newName()).tenantId();
    ServedVersions.Version version =
        new ServedVersions.Version(
            "ft:one",
            Fixture.BASE,
            new ContentHash(Fixture.HASH),
            Fixture.HASH,
            Fixture.HASH,
            Fixture.HASH);
    for (String name : List.of("support", "ft:one")) {
      assertThat(served.find(tenant, name, 0)).contains(version);
      assertThat(served.find(other, name, 0)).isEmpty();
    }
    assertThat(served.find(tenant, "ft:two", 0)).isEmpty();
  }

  @Test
  void drawsBelowItsPercentageAreTheCanarys() {
    String job = jobs.create(tenant, job()).id;
    version("one", job);
    version("two", job);
    move("ft:one", null);
    AdapterVersionEntity canary = versions.findByModelName(tenant, "ft:two").orElseThrow();
    aliases.setCanary(tenant, "support", canary, 10, new AliasMove("key-1", null, null));

    assertThat(served.find(tenant, "support", 9).orElseThrow().modelName()).isEqualTo("ft:two");
    assertThat(served.find(tenant, "support", 10).orElseThrow().modelName()).isEqualTo("ft:one");
    assertThat(versions.resolve(tenant, "support").orElseThrow().modelName).isEqualTo("ft:one");
    aliases.endCanary(tenant, "support", "key-1");
    assertThat(served.find(tenant, "support", 0).orElseThrow().modelName()).isEqualTo("ft:one");
  }

  private void move(String model, @Nullable String reason) {
    aliases.move(
        tenant,
        "support",
        versions.findByModelName(tenant, model).orElseThrow(),
        new AliasMove("key-1", null, reason));
  }

  private void version(String name, String job) {
    Fixture.execute(
        database,
        """
        INSERT INTO adapter VALUES ('ad-%1$s-%2$s', '%2$s', 'tiny', '%1$s');
        INSERT INTO adapter_version VALUES ('av-%1$s-%2$s', '%2$s', 'ad-%1$s-%2$s', 'ft:%1$s', 'tiny',
          '%3$s', '%3$s', '%3$s', '%3$s', 'milora', '%4$s', '{}')
        """
            .formatted(name, tenant, Fixture.HASH, job));
  }

  private static TrainingJobEntity job() {
    TrainingJobEntity job = new TrainingJobEntity();
    job.baseModel = Fixture.BASE;
    job.method = "milora";
    job.hyperparameters = "{\"k\": 3}";
    job.metadata = "{\"team\": \"a\"}";
    job.seed = 1;
    job.trainingFile = "file-x";
    job.trainingHash = Fixture.HASH;
    return job;
  }

  private static List<String> ids(List<TrainingJobEntity> found) {
    return found.stream().map(j -> j.id).toList();
  }
}
