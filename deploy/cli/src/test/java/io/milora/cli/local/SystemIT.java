package io.milora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.cli.Checkout;
import io.milora.cli.client.OperatorClient;
import io.milora.cli.client.TenantClient;
import io.milora.cli.client.TenantClient.NewJob;
import io.milora.model.ChatMessage;
import io.milora.model.JobStatus;
import io.milora.model.MethodSettings;
import io.milora.model.Role;
import io.milora.model.Scope;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built programs as a person starts them, each in a process of its own, on a tiny base model:
 * processes are killed, and nothing that was accepted is lost.
 */
class SystemIT {
  private static final String BASE = "tiny-llama";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int KILLS = 3;
  private static final List<ChatMessage> QUESTION =
      List.of(new ChatMessage(Role.USER, "what is 3 plus 3"));

  @TempDir private Path folder;

  private final Checkout checkout = Checkout.current();
  private LocalSystem system;
  private TenantClient tenant;

  @BeforeEach
  void start() throws Exception {
    DataFolder data = new DataFolder(folder);
    system = new LocalSystem(checkout, data);
    copyBase(data.models().resolve(BASE));
    assertThat(milora(Stream.concat(Stream.of("up"), freePorts()).toList())).isZero();
    OperatorClient operator = new OperatorClient(system.operatorAddress(), system.operatorToken());
    operator.ensureTenant("acme");
    String key =
        operator.createKey("acme", "test", List.of(Scope.FILES, Scope.FINE_TUNE, Scope.INFER));
    tenant = new TenantClient(system.baseUrl(), key);
  }

  @AfterEach
  void stop() throws Exception {
    List<ProcessIdentity> processes = processes();
    assertThat(milora(List.of("down"))).isZero();
    assertThat(processes).allMatch(process -> process.running().isEmpty());
  }

  @Test
  void jobsOfEveryMethodOutliveTheirKilledWorkerAndAnAdapterAKilledServer() throws Exception {
    List<NewJob> wanted = jobOfEachMethod();
    List<FineTuningJob> jobs = wanted.stream().map(tenant::createJob).toList();
    List<String> killedAfter = killWhileTraining(jobs);
    List<FineTuningJob> leftAlone = wanted.stream().map(tenant::createJob).toList();
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(content(succeeded(jobs.get(i))))
          .as("%s killed after %s, and a job that was left alone", wanted.get(i), killedAfter)
          .isEqualTo(content(succeeded(leftAlone.get(i))));
    }

    String model = succeeded(jobs.getFirst());
    TenantClient.Answer before = tenant.ask(model, QUESTION, 8);
    assertThat(before.gates()).hasSize(4);

    int restarts = state(Program.INFERENCE_WORKER).restarts();
    kill(Program.INFERENCE_WORKER);
    await(
        "a new inference worker",
        () ->
            state(Program.INFERENCE_WORKER).restarts() > restarts
                && state(Program.INFERENCE_WORKER).condition() == ProgramState.Condition.READY);
    assertThat(tenant.ask(model, QUESTION, 8).text()).isEqualTo(before.text());
  }

  /** Kills the worker that trains them all, at random moments in which all have got ahead. */
  private List<String> killWhileTraining(List<FineTuningJob> jobs) throws InterruptedException {
    Random random = new Random();
    List<String> killedAfter = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      for (FineTuningJob job : jobs) {
        await("progress of " + job.id(), () -> hasGotAhead(job, known));
      }
      Thread.sleep(random.nextInt(1000));
      jobs.forEach(job -> known.addAll(measurements(job)));
      killedAfter.add(jobs.stream().map(job -> messages(job).getFirst()).toList().toString());
      kill(Program.TRAINING_WORKER);
    }
    return killedAfter;
  }

  /** Whether a checkpoint is written that is new: the one before the newest measurement. */
  private boolean hasGotAhead(FineTuningJob job, Set<String> known) {
    return tenant.job(job.id()).status().isFinal()
        || measurements(job).stream().filter(message -> !known.contains(message)).count() > 1;
  }

  /** Waits for the end; the job's model. */
  private String succeeded(FineTuningJob job) throws InterruptedException {
    await("the end of the job", () -> tenant.job(job.id()).status().isFinal());
    FineTuningJob done = tenant.job(job.id());
    assertThat(done.status()).as("%s", done.error()).isEqualTo(JobStatus.SUCCEEDED);
    return String.valueOf(done.fineTunedModel());
  }

  /** What was said about each measurement of the dev set, which a checkpoint follows. */
  private List<String> measurements(FineTuningJob job) {
    return messages(job).stream()
        .filter(message -> message.contains("validation loss"))
        .map(message -> job.id() + message)
        .toList();
  }

  private List<String> messages(FineTuningJob job) {
    return tenant.events(job.id()).stream().map(FineTuningJobEvent::message).toList();
  }

  /** Hash of a model's files. */
  private String content(String model) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/milora".formatted(system.ports().database()),
                Database.SUPERUSER,
                Secrets.of(new DataFolder(folder)).superuser());
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT content_hash FROM milora.adapter_version WHERE model_name = ?")) {
      query.setString(1, model);
      try (ResultSet row = query.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  /** MiLoRA, which with a dev set is bi-level; LoRA; and a mixture. */
  private List<NewJob> jobOfEachMethod() {
    String file = tenant.upload("sums.jsonl", rows(1, 160)).id();
    String more = tenant.upload("more.jsonl", rows(300, 400)).id();
    String dev = tenant.upload("dev.jsonl", rows(200, 210)).id();
    Map<String, Object> settings =
        Map.of("n_epochs", 10, "batch_size", 8, "evaluate_every", 10, "patience", 1000);
    List<NewJob.Domain> domains =
        List.of(new NewJob.Domain("small", file, dev), new NewJob.Domain("large", more, dev));
    return List.of(
        onOneFile(file, dev, NewJob.Method.of(MethodSettings.MiLora.NAME, settings)),
        onOneFile(file, dev, NewJob.Method.of(MethodSettings.Lora.NAME, settings)),
        new NewJob(BASE, null, null, "sums", 1, NewJob.Method.moa(domains, settings)));
  }

  private static NewJob onOneFile(String file, String dev, NewJob.Method method) {
    return new NewJob(BASE, file, dev, "sums", 1, method);
  }

  private static byte[] rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                """
                {"messages": [{"role": "user", "content": "what is %d plus %d"}, {"role": "assistant", "content": "%d"}]}
                """
                    .formatted(i, i, i + i))
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private void kill(Program program) {
    ProcessIdentity process = state(program).process();
    assertThat(process).isNotNull();
    process.running().orElseThrow().destroyForcibly();
  }

  private ProgramState state(Program program) {
    String address = program.address(system.ports()).toString();
    return system.state().orElseThrow().programs().stream()
        .filter(p -> p.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private List<ProcessIdentity> processes() {
    SystemState state = system.state().orElseThrow();
    List<ProcessIdentity> all = new ArrayList<>(List.of(state.supervisor()));
    for (ProgramState program : state.programs()) {
      if (program.process() != null) {
        all.add(program.process());
      }
    }
    return all;
  }

  /** Runs the command and gives its exit code. */
  private int milora(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-Dmilora.root=" + checkout.root(),
                "-jar",
                checkout.root().resolve("deploy/cli/target/milora.jar").toString()));
    command.addAll(arguments);
    command.addAll(List.of("--data", folder.toString()));
    Path log = checkout.root().resolve("deploy/cli/target/system-it.log");
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process
        .environment()
        .putAll(
            Map.of(
                "MILORA_BASE_MODEL", BASE,
                "MILORA_CONTEXT", "256",
                "MILORA_PRECISION", "float32",
                "MILORA_TRAINING_SERVED_PRECISION", "float32",
                "MILORA_TRAINING_SLOTS", "3",
                "MILORA_TRAINING_LEASE", "6s"));
    return process.start().waitFor();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("Waited in vain for " + what);
      }
      Thread.sleep(100);
    }
  }

  private static Stream<String> freePorts() throws IOException {
    Ports free = Ports.free();
    return Stream.of(
        "--port=" + free.inferenceWorker(),
        "--manager-port=" + free.tenantManager(),
        "--trainer-port=" + free.trainingWorker(),
        "--console-port=" + free.console(),
        "--keycloak-port=" + free.keycloak(),
        "--database-port=" + free.database());
  }

  private void copyBase(Path target) throws IOException {
    Path golden =
        checkout.root().resolve("platform-core/engine/src/test/resources/golden").resolve(BASE);
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }
}
