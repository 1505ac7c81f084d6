package io.milora.trainingworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.milora.model.DomainSelect;
import io.milora.model.JobStatus;
import io.milora.model.Mixture;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.JobEvents;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Jobs;
import io.milora.persistence.Lease;
import io.milora.persistence.TrainedExpert;
import io.milora.persistence.TrainedExperts;
import io.milora.persistence.TrainingJobEntity;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mixture-of-LoRAs jobs of a tiny model on real PostgreSQL. */
@QuarkusTest
@WithTestResource(DataFolderResource.class)
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "TRAINER"))
class MixtureTrainingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int SHORT = 10;
  private static final int LONG = 100;
  private static final String SUMS =
      """
      {"messages": [{"role": "user", "content": "1+1"}, {"role": "assistant", "content": "2"}]}
      {"messages": [{"role": "user", "content": "2+3"}, {"role": "assistant", "content": "5"}]}
      """;

  @Inject JobRunner runner;
  @Inject BaseRegistry registry;
  @Inject BaseLoader loader;
  @Inject AdapterTraining adapterTraining;
  @Inject MixtureTraining mixtureTraining;
  @Inject AdapterEvaluator evaluator;
  @Inject AdapterPublisher publisher;
  @Inject AdapterStore adapters;
  @Inject TrainingConfig config;
  @Inject JobQueue queue;
  @Inject Jobs jobs;
  @Inject JobEvents events;
  @Inject Checkpoints checkpoints;
  @Inject TrainedExperts trained;
  @Inject AdapterVersions versions;
  @Inject ArtifactStore artifacts;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TestJobs testJobs;
  private Mixture.Domain colours;
  private Mixture.Domain sums;

  @BeforeEach
  void newTenant() throws IOException {
    registry.registerNew();
    testJobs = new TestJobs(database, artifacts, "acme");
    colours = domain("colours", TestJobs.ROWS, null);
    sums = domain("sums", SUMS, null);
  }

  @AfterEach
  void clear() {
    testJobs.clear();
  }

  @Test
  void aJobTrainsEachDomainAndThenTheRouters() throws IOException {
    String id = testJobs.create(SHORT, mixture(colours, sums));
    runner.run(claim());

    TrainingJobEntity job = job(id);
    assertThat(job.status).as(job.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(trained.list(testJobs.tenant(), id))
        .extracting(TrainedExpert::domain)
        .containsExactlyInAnyOrder("colours", "sums");
    assertThat(checkpoints.list(testJobs.tenant(), id, null, 1000).reversed())
        .isSortedAccordingTo((a, b) -> Integer.compare(a.step, b.step))
        .extracting(c -> c.stage)
        // Those of the first stage have made room for later ones.
        .startsWith("sums")
        .endsWith("");
    for (CheckpointEntity checkpoint : checkpoints.list(testJobs.tenant(), id, null, 1000)) {
      assertThat(read(Objects.requireNonNull(checkpoint.adapterHash)))
          .isInstanceOf(checkpoint.stage.isEmpty() ? MoaAdapter.class : LoraAdapter.class);
    }
    MoaAdapter adapter = (MoaAdapter) read(version(job).contentHash);
    assertThat(adapter.settings().domains()).containsExactly("colours", "sums");
    long before =
        trained.list(testJobs.tenant(), id).stream().mapToLong(TrainedExpert::trainedTokens).sum();
    assertThat(job.trainedTokens).isGreaterThan(before);
  }

  @Test
  void aJobThatIsTakenUpAgainGoesOnInItsStage() throws Exception {
    String whole = testJobs.create(LONG, mixture(colours, sums));
    runner.run(claim());
    String id = testJobs.create(LONG, mixture(colours, sums));
    stopIn("sums", id);
    stopIn("", id);
    runner.run(claim());

    TrainingJobEntity job = job(id);
    assertThat(job.status).as(job.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    List<String> messages =
        events.list(testJobs.tenant(), id, null, 10_000).stream().map(e -> e.message).toList();
    assertThat(messages)
        .filteredOn(m -> m.equals("Domain colours: its LoRA is being trained"))
        .hasSize(1);
    assertThat(messages)
        .anyMatch(m -> m.matches("Domain sums: Training goes on from the checkpoint of step \\d+"))
        .anyMatch(m -> m.matches("Training goes on from the checkpoint of step \\d+"));
    assertThat(version(job).contentHash).isEqualTo(version(job(whole)).contentHash);
    List<String> metrics = testJobs.metrics(id);
    assertThat(metrics)
        .as("steps of all stages are counted through")
        .hasSizeGreaterThan(3 * LONG)
        .isEqualTo(testJobs.metrics(whole));
    assertThat(metrics.getLast())
        .as("routers see no responses")
        .matches((metrics.size() - 1) + ",[0-9.E-]+,,,");
  }

  @Test
  void aDomainIsAddedToAMixtureWithoutTrainingTheOthersAgain() throws IOException {
    String first = testJobs.create(SHORT, mixture(colours, sums));
    runner.run(claim());
    AdapterVersionEntity old = version(job(first));
    String second =
        testJobs.create(
            SHORT,
            mixture(
                domain("colours", TestJobs.ROWS, expert(old, "colours")),
                domain("sums", SUMS, expert(old, "sums")),
                domain("more", TestJobs.ROWS, null)));
    runner.run(claim());

    TrainingJobEntity job = job(second);
    assertThat(job.status).as(job.errorMessage).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(trained.list(testJobs.tenant(), second))
        .extracting(TrainedExpert::domain)
        .containsExactly("more");
    MoaAdapter before = (MoaAdapter) read(old.contentHash);
    MoaAdapter after = (MoaAdapter) read(version(job).contentHash);
    assertThat(after.experts()).hasSize(3);
    assertThat(after.experts().subList(0, 2))
        .usingRecursiveComparison()
        .isEqualTo(before.experts());
  }

  @Test
  void badRowsFailTheJobWithTheirDomains() throws IOException {
    String id =
        testJobs.create(
            SHORT, mixture(domain("law", "no json\n", null), domain("code", "{}\n", null)));
    runner.run(claim());
    assertThat(job(id).status).isEqualTo(JobStatus.FAILED);
    assertThat(job(id).errorMessage).contains("Domain law: Row 1", "Domain code: Row 1");
  }

  /** Runs the job with a worker that stops once the stage has a checkpoint. */
  private void stopIn(String stage, String id) throws InterruptedException {
    Lease lease = claim();
    JobRunner stopping =
        new JobRunner(
            queue, events, loader, adapterTraining, mixtureTraining, evaluator, publisher, config);
    Thread thread = Thread.ofPlatform().start(() -> stopping.run(lease));
    Optional<CheckpointEntity> newest = Optional.empty();
    while (newest.isEmpty() || !newest.get().stage.equals(stage)) {
      Thread.sleep(5);
      assertThat(job(id).status.isFinal()).as(job(id).errorMessage).isFalse();
      newest = checkpoints.newest(testJobs.tenant(), id);
    }
    stopping.requestStop();
    thread.join();
    assertThat(job(id).status).isEqualTo(JobStatus.QUEUED);
  }

  private Mixture.Domain domain(String name, String rows, Mixture.@Nullable Expert expert)
      throws IOException {
    return new Mixture.Domain(name, "file-a", testJobs.file(rows).hex(), null, null, expert);
  }

  private static Mixture mixture(Mixture.Domain... domains) {
    return new Mixture(List.of(domains), DomainSelect.VOTE, false);
  }

  private static Mixture.Expert expert(AdapterVersionEntity version, String domain) {
    return new Mixture.Expert(version.modelName, version.contentHash, domain);
  }

  private Adapter read(String contentHash) throws IOException {
    try (LoadedBase base = loader.get("tiny")) {
      return adapters.get(new ContentHash(contentHash), base.model());
    }
  }

  private AdapterVersionEntity version(TrainingJobEntity job) {
    return versions
        .findByModelName(testJobs.tenant(), String.valueOf(job.fineTunedModel))
        .orElseThrow();
  }

  private Lease claim() {
    return queue.claim("w1", MINUTE, config.fairShare()).orElseThrow();
  }

  private TrainingJobEntity job(String id) {
    return jobs.find(testJobs.tenant(), id).orElseThrow();
  }
}
