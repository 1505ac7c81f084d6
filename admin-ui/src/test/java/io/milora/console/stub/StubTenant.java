package io.milora.console.stub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.console.platform.Alias;
import io.milora.console.platform.ApiKey;
import io.milora.console.platform.Evaluation;
import io.milora.console.platform.Member;
import io.milora.console.platform.Webhook;
import io.milora.model.Hyperparameters;
import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Model;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a tenant has. Guarded by itself. */
final class StubTenant {
  static final String BASE = "SmolLM2-135M-Instruct";
  static final int STEPS = 120;

  final String name;
  final Map<String, FileObject> files = new LinkedHashMap<>();
  final Map<String, byte[]> contents = new LinkedHashMap<>();

  /** The files as JSON lines. */
  final Map<String, byte[]> trained = new LinkedHashMap<>();

  final Map<String, FineTuningJob> jobs = new LinkedHashMap<>();
  final Map<String, List<FineTuningJobEvent>> events = new LinkedHashMap<>();
  final Map<String, List<String>> aliases = new LinkedHashMap<>();
  final Map<String, Alias.Canary> canaries = new LinkedHashMap<>();
  final Set<String> deletedModels = new HashSet<>();
  final Map<String, ApiKey> keys = new LinkedHashMap<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  final Map<String, String> gates = new LinkedHashMap<>();
  final Map<String, Webhook> webhooks = new LinkedHashMap<>();
  final Map<String, Member> members = new LinkedHashMap<>();
  final Set<String> sentAgain = new HashSet<>();
  final AtomicInteger attempts = new AtomicInteger(1);
  private final AtomicInteger ids = new AtomicInteger();

  final StubUploads uploads;

  StubTenant(String name) {
    this.name = name;
    uploads = new StubUploads(name);
  }

  /** A tenant that has worked for a while. */
  static StubTenant busy(String name) {
    StubTenant tenant = new StubTenant(name);
    byte[] rows =
        """
        {"messages":[{"role":"system","content":"You answer for the shop of %1$s."},{"role":"user","content":"Where is my parcel?"},{"role":"assistant","content":"It left our store this morning."}]}
        {"messages":[{"role":"user","content":"Can I send it back?"},{"role":"assistant","content":"Yes, within 30 days."}]}
        """
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8);
    FileObject file = tenant.keep(name + "-support.jsonl", rows, rows);
    tenant.job(file.id(), name + "-first", JobStatus.SUCCEEDED, 7200);
    tenant.job(file.id(), name + "-second", JobStatus.SUCCEEDED, 3600);
    tenant.job(file.id(), name + "-broken", JobStatus.FAILED, 1800);
    tenant.job(file.id(), name + "-live", JobStatus.RUNNING, 600);
    tenant.job(file.id(), name + "-waiting", JobStatus.QUEUED, 60);
    tenant.job(file.id(), name + "-spare", JobStatus.SUCCEEDED, 9000);
    tenant.aliases.put("support", new ArrayList<>(List.of(tenant.versions().getLast().id())));
    StubAccount.fill(tenant);
    StubWebhooks.fill(tenant);
    tenant.table(12);
    tenant.table(15);
    return tenant;
  }

  String nextId(String kind) {
    return "%s-%s-%05d".formatted(kind, name, ids.incrementAndGet());
  }

  /** A table of so many rows, whose heading stands in the first line. */
  private void table(int rows) {
    StringBuilder csv = new StringBuilder("prompt,completion\n");
    StringBuilder lines = new StringBuilder("\n");
    for (int i = 1; i <= rows; i++) {
      String words = " and one".repeat(i % 5);
      csv.append("What is %d%s?,It is %d\n".formatted(i, words, i + i % 5));
      lines.append(
          "{\"prompt\":\"What is %d%s?\",\"completion\":\"It is %d\"}\n"
              .formatted(i, words, i + i % 5));
    }
    keep(
        name + "-sums.csv",
        csv.toString().getBytes(StandardCharsets.UTF_8),
        lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  FileObject keep(String filename, byte[] rows, byte[] lines) {
    FileObject file =
        FileObject.of(
            nextId("file"),
            rows.length,
            Instant.now().getEpochSecond() - 7300,
            filename,
            FilePurpose.FINE_TUNE);
    files.put(file.id(), file);
    contents.put(file.id(), rows);
    trained.put(file.id(), lines);
    return file;
  }

  FineTuningJob job(String file, @Nullable String suffix, JobStatus status, long secondsAgo) {
    String id = nextId("ftjob");
    long created = Instant.now().getEpochSecond() - secondsAgo;
    boolean succeeded = status == JobStatus.SUCCEEDED;
    FineTuningJob job =
        new FineTuningJob(
            id,
            FineTuningJob.OBJECT,
            created,
            status.isFinal() ? (Long) (created + 900) : null,
            status == JobStatus.RUNNING ? (Long) (Instant.now().getEpochSecond() + 600) : null,
            BASE,
            succeeded
                ? "ft:%s:%s:%s:%s".formatted(BASE, name, suffix, id.substring(id.length() - 5))
                : null,
            "org-" + name,
            status,
            file,
            null,
            succeeded ? List.of(metricsOf(id)) : List.of(),
            status == JobStatus.QUEUED ? null : (Long) 48_211L,
            7,
            new FineTuningJob.LegacyHyperparameters(3, 16, 1),
            status == JobStatus.FAILED
                ? new FineTuningJob.JobError(
                    "out_of_memory",
                    "Row 17 needs more memory than the worker has; shorten it, or lower max_length.",
                    "max_length")
                : null,
            Map.of(),
            suffix,
            new FineTuningJob.Method(
                "milora", new FineTuningJob.MethodSettings(settings()), null, null),
            status == JobStatus.QUEUED
                ? new FineTuningJob.Queue(2, QueueReason.WAITING_FOR_WORKER)
                : null);
    jobs.put(id, job);
    events.put(id, new ArrayList<>());
    if (status != JobStatus.QUEUED) {
      steps(id, succeeded ? STEPS : STEPS / 2);
    }
    return job;
  }

  private String metricsOf(String job) {
    String file = job.replace("ftjob", "file-metrics");
    contents.put(
        file,
        "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,2.5,0.4,,\n"
            .getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /** Whatever a job with this state becomes. */
  FineTuningJob become(FineTuningJob job, JobStatus status) {
    FineTuningJob next =
        new FineTuningJob(
            job.id(),
            job.object(),
            job.createdAt(),
            status.isFinal() ? (Long) Instant.now().getEpochSecond() : null,
            null,
            job.model(),
            job.fineTunedModel(),
            job.organizationId(),
            status,
            job.trainingFile(),
            job.validationFile(),
            job.resultFiles(),
            job.trainedTokens(),
            job.seed(),
            job.hyperparameters(),
            job.error(),
            job.metadata(),
            job.suffix(),
            job.method(),
            status == JobStatus.PAUSED ? new FineTuningJob.Queue(null, QueueReason.PAUSED) : null);
    jobs.put(job.id(), next);
    return next;
  }

  /** Steps that a job has done meanwhile. */
  void steps(String job, int upTo) {
    List<FineTuningJobEvent> list = eventsOf(job);
    long from = list.stream().filter(e -> e.data() != null && e.data().has("train_loss")).count();
    if (from == 0) {
      list.addFirst(event("Files validated, job is queued", null));
    }
    for (int step = (int) from + 1; step <= upTo; step++) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.put("step", step);
      data.put("total_steps", STEPS);
      data.put("train_loss", 0.4 + 2.4 * Math.exp(-step / 25.0) + 0.08 * Math.sin(step * 1.7));
      data.put("train_mean_token_accuracy", 0.9 - 0.5 * Math.exp(-step / 25.0));
      data.put(
          "learning_rate",
          1e-3 * Math.clamp(Math.min(step / 8.0, (STEPS - step) / (double) STEPS), 0, 1));
      data.put("tokens_per_second", 96 + 6 * Math.sin(step / 3.0));
      data.set("expert_load", StubRoutes.load(step));
      list.addFirst(event("Step " + step, data));
      if (step % 20 == 0) {
        ObjectNode dev = JsonNodeFactory.instance.objectNode();
        dev.put("step", step);
        dev.put("valid_loss", 0.7 + 1.9 * Math.exp(-step / 30.0));
        dev.put("valid_mean_token_accuracy", 0.8 - 0.4 * Math.exp(-step / 30.0));
        list.addFirst(event("Step " + step + ": validation", dev));
      }
    }
  }

  /** One more step; a job that runs goes on for as long as somebody looks. */
  void stepOn(String job) {
    long done =
        eventsOf(job).stream().filter(e -> e.data() != null && e.data().has("train_loss")).count();
    steps(job, (int) done + 1);
  }

  private FineTuningJobEvent event(String message, @Nullable ObjectNode data) {
    return new FineTuningJobEvent(
        nextId("ftevent"),
        FineTuningJobEvent.OBJECT,
        Instant.now().getEpochSecond() - 300,
        FineTuningJobEvent.Level.INFO,
        message,
        data == null ? FineTuningJobEvent.Type.MESSAGE : FineTuningJobEvent.Type.METRICS,
        data);
  }

  /** Newest first. */
  List<FineTuningJobEvent> eventsOf(String job) {
    return Objects.requireNonNull(events.get(job), job);
  }

  /** Newest first. */
  List<FineTuningJob> newestJobs() {
    return List.copyOf(jobs.values()).reversed();
  }

  List<Model> versions() {
    return newestJobs().stream()
        .filter(job -> !deletedModels.contains(String.valueOf(job.fineTunedModel())))
        .filter(job -> job.fineTunedModel() != null)
        .map(job -> model(job.fineTunedModel(), job.fineTunedModel(), BASE, job.createdAt()))
        .toList();
  }

  List<Model> models() {
    List<Model> models = new ArrayList<>();
    models.add(model(BASE, BASE, null, 1_700_000_000));
    models.addAll(versions());
    aliases.forEach(
        (alias, past) ->
            models.add(model(alias, past.getLast(), BASE, Instant.now().getEpochSecond() - 50)));
    return models;
  }

  private Model model(String id, String root, @Nullable String parent, long created) {
    return new Model(id, Model.OBJECT, created, name, root, parent, 2048);
  }

  private static Hyperparameters settings() {
    return new Hyperparameters(
        3,
        16,
        8,
        null,
        1e-3,
        0.06,
        0.0,
        1.0,
        1e-2,
        512,
        1024,
        20,
        10,
        8,
        16.0,
        0.0,
        List.of("q_proj", "v_proj"),
        3,
        null,
        null,
        true,
        false,
        4,
        1e-4);
  }
}
