package io.milora.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.adapters.AdapterMetadata;
import io.milora.datasets.CompletionRow;
import io.milora.datasets.TrainingRow;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.model.InvalidInputException;
import io.milora.model.MoaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on the golden tiny model. */
class EngineCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN =
      Path.of(Objects.requireNonNull(System.getProperty("milora.root")))
          .resolve("platform-core/engine/src/test/resources/golden");

  @TempDir private Path folder;

  @Test
  void inspectGivesTheReferencesLogitsAndTokens() throws IOException {
    JsonNode golden = JSON.readTree(GOLDEN.resolve("lora-logits.json").toFile());
    JsonNode prompt = golden.at("/inputs/prompts/1");
    JsonNode report = inspect("--adapter", "lora", "--ids", joined(prompt), "--new", "24");
    assertThat(report.get("prompt_ids")).isEqualTo(prompt);
    assertThat(report.get("generated_ids")).isEqualTo(golden.at("/expected/greedy/1"));
    assertThat(report.get("last_logits")).hasSize(320);
    assertThat(report.get("layers")).hasSize(4);
    assertThat(report.at("/layers/0/probabilities").isNull()).isTrue();
    assertThat(report.at("/layers/3/gates").valueStream().map(JsonNode::asInt))
        .containsExactly(1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void inspectShowsTheVoteOfAMixture() throws IOException {
    JsonNode golden = JSON.readTree(GOLDEN.resolve("moa-vote.json").toFile());
    JsonNode prompt = golden.at("/inputs/prompts/1");
    Path adapter = folder.resolve("moa");
    try (BaseModel base = BaseModel.open(GOLDEN.resolve("tiny-llama"))) {
      AdapterFolder.write(
          adapter,
          new MoaAdapter(
              MoaSettings.of(List.of("finance", "code")),
              List.of(lora(base), lora(base)),
              Collections.nCopies(base.config().layers(), column(base.config().hidden()))),
          new AdapterMetadata("tiny-llama", base.hashes()));
    }
    JsonNode report =
        inspect("--adapter", adapter.toString(), "--ids", joined(prompt), "--new", "24");
    assertThat(report.at("/domains/names").valueStream().map(JsonNode::asText))
        .containsExactly("finance", "code");
    assertThat(report.at("/domains/used")).hasSize(4);
    assertThat(report.at("/domains/vote").asText()).isIn("finance", "code");
    assertThat(report.at("/domains/log_probabilities/3")).hasSize(2);
    // Both domains are the golden LoRA, so whoever wins says what it says.
    assertThat(report.get("generated_ids"))
        .isEqualTo(
            inspect("--adapter", "lora", "--ids", joined(prompt), "--new", "24")
                .get("generated_ids"));
  }

  private static LoraAdapter lora(BaseModel base) {
    return (LoraAdapter) AdapterFolder.read(GOLDEN.resolve("lora"), base.config());
  }

  private static float[] column(int hidden) {
    float[] router = new float[2 * hidden];
    for (int i = 0; i < hidden; i++) {
      router[2 * i] = 0.1f * (i % 5 - 2);
    }
    return router;
  }

  @Test
  void inspectSearchesWithBeams() throws IOException {
    JsonNode golden = JSON.readTree(GOLDEN.resolve("lora-logits.json").toFile());
    String ids = joined(golden.at("/inputs/prompts/0"));
    JsonNode report = inspect("--adapter", "lora", "--ids", ids, "--new", "16", "--beams", "3");
    JsonNode best = golden.at("/expected/beam/0/0");
    assertThat(report.get("generated_ids")).isEqualTo(best.get("tokens"));
    assertThat(report.at("/hypotheses/0/score").asDouble())
        .isCloseTo(best.get("score").asDouble(), within(1e-4));
  }

  @Test
  void inspectReadsTextAndShowsItsTokens() throws IOException {
    JsonNode report = inspect("--prompt", "The bank raised its rate.", "--new", "0");
    assertThat(report.at("/prompt_tokens/0").asText()).isEqualTo("The");
    assertThat(report.get("generated_ids")).isEmpty();
    assertThat(report.at("/layers/0/gates").valueStream().map(JsonNode::asInt)).containsOnly(0);
  }

  @Test
  void aJobFileTrainsAnAdapterThatEvaluateMeasures() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    String row =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
            + "{\"role\":\"assistant\",\"content\":\"bank\"}]}\n";
    Files.writeString(rows, row.repeat(4));
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        model: %s
        training_file: rows.jsonl
        validation_file: rows.jsonl
        output: adapter
        method: milora
        hyperparameters:
          rank: 4
          n_epochs: 20
          batch_size: 4
          learning_rate: 0.01
          max_length: 128
        """
            .formatted(GOLDEN.resolve("tiny-llama")));
    assertThat(run(new TrainCommand(), job.toString())).isZero();
    assertThat(run(new TrainCommand(), job.toString())).isNotZero();
    Path json = folder.resolve("evaluation.json");
    Path adapter = folder.resolve("adapter");
    String model = GOLDEN.resolve("tiny-llama").toString();
    assertThat(
            run(
                new EvaluateCommand(),
                "--model",
                model,
                "--adapter",
                adapter.toString(),
                "--file",
                rows.toString(),
                "--json",
                json.toString()))
        .isZero();
    JsonNode report = JSON.readTree(json.toFile());
    assertThat(report.at("/report/model/perplexity").asDouble())
        .isLessThan(report.at("/report/against/perplexity").asDouble());
    assertThat(report.at("/report/answered_rows").asInt()).isEqualTo(4);
    assertThat(report.at("/worst/0/expected").asText()).isEqualTo("bank");
  }

  @Test
  void aJobFileTrainsAMixtureWhoseDomainsEvaluateTellsApart() throws IOException {
    Files.writeString(folder.resolve("bank.json"), "[" + labelled("Hi", "bank") + "]");
    Files.writeString(
        folder.resolve("code.jsonl"),
        """
        {"prompt": "rate rate rate", "completion": "code"}
        {"prompt": "rate rate rate", "completion": "code"}
        """);
    Path plain = job("lora", "method: lora\ntraining_file: [bank.json, code.jsonl]\nrows: 1\n");
    assertThat(run(new TrainCommand(), plain.toString())).isZero();
    Path mixture =
        job(
            "moa",
            """
            method: moa
            domains:
              finance: {training_file: bank.json}
              code: {training_file: code.jsonl, adapter: lora, validation_file: [code.jsonl]}
            """);
    assertThat(run(new TrainCommand(), mixture.toString())).isZero();
    Path json = folder.resolve("domains.json");
    assertThat(
            run(
                new EvaluateCommand(),
                "--model",
                GOLDEN.resolve("tiny-llama").toString(),
                "--adapter",
                folder.resolve("moa").toString(),
                "--domain",
                "finance=" + folder.resolve("bank.json"),
                "--domain",
                "code=" + folder.resolve("code.jsonl"),
                "--json",
                json.toString()))
        .isZero();
    JsonNode report = JSON.readTree(json.toFile());
    assertThat(report.at("/report/model/domains").findValuesAsText("domain"))
        .containsExactly("finance", "code");
    assertThat(report.at("/report/model/domains/0/right_domain").asDouble()).isEqualTo(1);
    assertThat(report.at("/report/model/domains/1/right_domain").asDouble()).isEqualTo(1);
    // Each domain is a LoRA of its own, too.
    try (BaseModel base = BaseModel.open(GOLDEN.resolve("tiny-llama"))) {
      assertThat(AdapterFolder.read(folder.resolve("moa/finance"), base.config()))
          .isInstanceOf(LoraAdapter.class);
    }
  }

  private Path job(String name, String what) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        model: %s
        output: %s
        hyperparameters: {rank: 2, n_epochs: 20, batch_size: 2, learning_rate: 0.01, max_length: 128}
        %s"""
            .formatted(GOLDEN.resolve("tiny-llama"), name, what));
  }

  private static String labelled(String question, String answer) {
    return "{\"instruction\": \"%s\", \"input\": \"\", \"output\": \"%s\", \"answer\": \"%s\"}"
        .formatted(question, answer, answer);
  }

  @Test
  void fieldsOfOtherMethodsAndMissingOnesAreNamedTogether() throws IOException {
    Path job =
        Files.writeString(
            folder.resolve("job.yaml"),
            "model: x\nmethod: moa\ntraining_file: y\nrows: 0\ndomains: {one: {adapter: z}}\n");
    assertThatThrownBy(() -> TrainJob.read(job))
        .hasMessageContaining("output")
        .hasMessageContaining("training_file belongs to")
        .hasMessageContaining("2 to 64")
        .hasMessageContaining("domains.one.training_file")
        .hasMessageContaining("rows");
  }

  @Test
  void aFilesRowsAreChosenAndHeldOutBySeed() {
    List<TrainingRow> file =
        IntStream.range(0, 20).<TrainingRow>mapToObj(i -> new CompletionRow("a" + i, "b")).toList();
    RowLimits limits = new RowLimits(10, 4);
    RowLimits.Split split = limits.split(file, true, 7);
    assertThat(split.training()).hasSize(10).doesNotContainAnyElementsOf(split.heldOut());
    assertThat(split.heldOut()).hasSize(4);
    assertThat(limits.split(file, true, 7)).isEqualTo(split);
    assertThat(limits.split(file, true, 8)).isNotEqualTo(split);
    assertThat(limits.split(file, false, 7).heldOut()).isEmpty();
    assertThat(new RowLimits(null, 0).split(file, true, 7).training()).isEqualTo(file);
  }

  @Test
  void unknownFieldsOfAJobFileAreNamedBesideTheKnownOnes() throws IOException {
    Path job = Files.writeString(folder.resolve("job.yaml"), "outputt: x\n");
    assertThatThrownBy(() -> TrainJob.read(job))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'outputt'")
        .hasMessageContaining("training_file");
  }

  @Test
  void badOptionsAreRefused() {
    String model = GOLDEN.resolve("tiny-llama").toString();
    assertThat(run(new InspectCommand(), "--model", model)).isEqualTo(2);
    assertThat(run(new InspectCommand(), "--model", model, "--ids", "320")).isNotZero();
    assertThat(run(new InspectCommand(), "--model", model, "--ids", "1", "--new", "512"))
        .isNotZero();
    assertThat(run(new InspectCommand(), "--model", "absent", "--ids", "1")).isNotZero();
  }

  private JsonNode inspect(String... options) throws IOException {
    Path json = folder.resolve("report.json");
    String[] all = IntStream.range(0, options.length + 4).mapToObj(i -> "").toArray(String[]::new);
    all[0] = "--model";
    all[1] = GOLDEN.resolve("tiny-llama").toString();
    all[2] = "--json";
    all[3] = json.toString();
    for (int i = 0; i < options.length; i++) {
      boolean folderName = i > 0 && options[i - 1].equals("--adapter");
      all[4 + i] = folderName ? GOLDEN.resolve(options[i]).toString() : options[i];
    }
    assertThat(run(new InspectCommand(), all)).isZero();
    return JSON.readTree(json.toFile());
  }

  private static String joined(JsonNode ids) {
    return ids.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
  }

  private static int run(Object command, String... arguments) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments);
  }
}
