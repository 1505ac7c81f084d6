package io.milora.cli.demo;

import io.milora.cli.CommandException;
import io.milora.cli.LiveLine;
import io.milora.cli.client.OperatorClient;
import io.milora.cli.client.TenantClient;
import io.milora.cli.demo.DemoState.Progress;
import io.milora.cli.local.BaseModelFiles;
import io.milora.cli.local.JsonFile;
import io.milora.cli.local.LocalSystem;
import io.milora.cli.local.PortOptions;
import io.milora.model.JobStatus;
import io.milora.model.MethodSettings;
import io.milora.model.Projection;
import io.milora.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of the demonstration, each of which does only what is not done yet. */
final class Demo {
  private static final int STAGES = 4 + 2 * DemoTenant.ALL.size();
  private static final int SEED = 1;

  private final LocalSystem system;
  private final PrintWriter out;
  private final Stages stages;
  private final Path stateFile;
  private DemoState state;

  Demo(LocalSystem system, PrintWriter out) throws IOException {
    this.system = system;
    this.out = out;
    this.stages = new Stages(out, STAGES);
    this.stateFile = system.data().root().resolve("demo.json");
    this.state = JsonFile.read(stateFile, DemoState.class).orElse(DemoState.NONE);
  }

  Report run(PortOptions ports) throws Exception {
    stages.run("base_model", "Base model", () -> fetchBaseModel());
    stages.run("start", "PostgreSQL and the programs", () -> start(ports));
    stages.run("tenants", "Two tenants and their API keys", () -> createTenants());
    stages.run("datasets", "A dataset for each, and a fine-tuning job", () -> queueJobs());
    Map<DemoTenant, TrainingWatch.Outcome> trained = new LinkedHashMap<>();
    for (DemoTenant tenant : DemoTenant.ALL) {
      trained.put(
          tenant,
          stages.run(
              "train_" + tenant.name(),
              "Training %s's adapter: %s".formatted(tenant.name(), tenant.skill()),
              () -> train(tenant)));
    }
    List<Report.Tenant> results = new ArrayList<>();
    Map<String, Map<Projection, Double>> kept = new LinkedHashMap<>();
    for (DemoTenant tenant : DemoTenant.ALL) {
      results.add(
          stages.run(
              "questions_" + tenant.name(),
              "Held-out questions of %s, to the base model and to the adapter"
                  .formatted(tenant.name()),
              () -> examine(tenant, Objects.requireNonNull(trained.get(tenant)), kept)));
    }
    Report report = new Report(system.baseUrl(), results, stages.done());
    report.print(out, kept);
    return report;
  }

  private boolean fetchBaseModel() throws IOException, InterruptedException {
    BaseModelFiles.fetch(system.data(), out);
    return true;
  }

  private boolean start(PortOptions ports) throws IOException, InterruptedException {
    if (system.isRunning()) {
      say("up already at " + system.baseUrl());
      return false;
    }
    system.start(ports.over(system.ports()), out);
    return true;
  }

  private boolean createTenants() throws IOException {
    OperatorClient operator = new OperatorClient(system.operatorAddress(), system.operatorToken());
    for (DemoTenant tenant : DemoTenant.ALL) {
      if (state.of(tenant).apiKey() == null) {
        operator.ensureTenant(tenant.name());
        String key =
            operator.createKey(
                tenant.name(), "demo", List.of(Scope.INFER, Scope.FINE_TUNE, Scope.FILES));
        remember(tenant, state.of(tenant).withKey(key));
        say(tenant.name() + ": created");
      } else {
        say(tenant.name() + ": there already");
      }
    }
    return true;
  }

  private boolean queueJobs() throws IOException {
    for (DemoTenant tenant : DemoTenant.ALL) {
      TenantClient client = client(tenant);
      if (state.of(tenant).trainingFile() == null || state.of(tenant).validationFile() == null) {
        String training = upload(client, tenant, DemoTenant.Part.TRAIN);
        String validation = upload(client, tenant, DemoTenant.Part.DEV);
        remember(tenant, state.of(tenant).withFiles(training, validation));
      }
      Progress progress = state.of(tenant);
      if (progress.job() == null || hasFailed(client, progress.job())) {
        TenantClient.NewJob job =
            new TenantClient.NewJob(
                BaseModelFiles.name(),
                present(progress.trainingFile()),
                present(progress.validationFile()),
                tenant.dataset(),
                SEED,
                TenantClient.NewJob.Method.of(
                    MethodSettings.MiLora.NAME, DemoTenant.HYPERPARAMETERS));
        String id = client.createJob(job).id();
        remember(tenant, progress.withJob(id));
        say("%s: job %s queued".formatted(tenant.name(), id));
      } else {
        say("%s: job %s goes on or is done".formatted(tenant.name(), progress.job()));
      }
    }
    return true;
  }

  private String upload(TenantClient client, DemoTenant tenant, DemoTenant.Part part) {
    byte[] rows = tenant.rows(part);
    String id = client.upload(tenant.filename(part), rows).id();
    say(
        "%s: %s, %d rows, is %s"
            .formatted(tenant.name(), tenant.filename(part), Question.read(rows).size(), id));
    return id;
  }

  private static boolean hasFailed(TenantClient client, String job) {
    JobStatus status = client.job(job).status();
    return status == JobStatus.FAILED || status == JobStatus.CANCELLED;
  }

  private TrainingWatch.Outcome train(DemoTenant tenant) throws InterruptedException {
    String job = present(state.of(tenant).job());
    TrainingWatch.Outcome outcome =
        new TrainingWatch(client(tenant), job, new LiveLine(out)).follow();
    say("published as " + outcome.model());
    return outcome;
  }

  private Report.Tenant examine(
      DemoTenant tenant, TrainingWatch.Outcome trained, Map<String, Map<Projection, Double>> kept) {
    TenantClient client = client(tenant);
    List<Question> questions = Question.read(tenant.rows(DemoTenant.Part.TEST));
    Examination.Score base = ask(client, BaseModelFiles.name(), tenant, questions);
    Examination.Score adapter = ask(client, trained.model(), tenant, questions);
    kept.put(tenant.name(), adapter.kept());
    return new Report.Tenant(
        tenant.name(),
        present(state.of(tenant).apiKey()),
        trained.model(),
        base.accuracy(),
        adapter.accuracy(),
        trained.basePerplexity(),
        trained.adapterPerplexity(),
        trained.tokensPerSecond());
  }

  private Examination.Score ask(
      TenantClient client, String model, DemoTenant tenant, List<Question> questions) {
    Examination.Score score = Examination.ask(client, model, questions, tenant.maxTokens());
    say(
        "%d of %d right in %.1f s, %.0f tok/s: %s"
            .formatted(
                score.right(),
                score.asked(),
                score.time().toMillis() / 1000.0,
                score.tokensPerSecond(),
                model));
    return score;
  }

  private TenantClient client(DemoTenant tenant) {
    return new TenantClient(system.baseUrl(), present(state.of(tenant).apiKey()));
  }

  private void remember(DemoTenant tenant, Progress progress) throws IOException {
    state = state.with(tenant, progress);
    JsonFile.write(stateFile, state);
  }

  private void say(String text) {
    out.println("      " + text);
    out.flush();
  }

  private static String present(@Nullable String value) {
    if (value == null) {
      throw new CommandException("The demonstration's state is incomplete; use another --data.");
    }
    return value;
  }
}
