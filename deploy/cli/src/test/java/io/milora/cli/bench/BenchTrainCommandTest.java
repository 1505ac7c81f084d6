package io.milora.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.cli.Milora;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTrainCommandTest {
  private static final Path GOLDEN =
      Path.of(Objects.requireNonNull(System.getProperty("milora.root")))
          .resolve("platform-core/engine/src/test/resources/golden");
  private static final String BASE = GOLDEN.resolve("tiny-llama").toString();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void allWorksAreMeasuredInTurnAndWrittenDown() throws IOException {
    Path arc = folder.resolve("arc.json");
    String row =
        "{\"instruction\":\"Which?\",\"input\":\"\",\"output\":\"this\",\"answer\":\"this\"}";
    Files.writeString(arc, "[" + row + "," + row + "]");
    Path json = folder.resolve("report.json");
    int code =
        run(
            "--rank=8 --rows=2 --length=16 --runs=2 --jobs=2 --arc-rows=2 --batch=1 --threads=1",
            "--arc=" + arc,
            "--json=" + json);
    assertThat(code).as(errors.toString()).isZero();

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("ratios").fieldNames())
        .toIterable()
        .containsExactly("p6_milora_vs_lora", "p7_throughput", "p7_memory");
    assertThat(report.at("/machine/threads").asInt()).isEqualTo(1);
    assertThat(report.get("runs").valueStream().map(BenchTrainCommandTest::line).limit(6))
        .containsExactly(
            "lora, step 2x16, loss on half, 1",
            "milora, step 2x16, loss on half, 1",
            "moelora, step 2x16, loss on half, 1",
            "lora, step 2x16, loss on half, 2",
            "milora, step 2x16, loss on half, 2",
            "moelora, step 2x16, loss on half, 2");
    assertThat(report.get("runs").valueStream().map(r -> r.get("work").asText()))
        .contains("ARC rows", "1 job", "2 jobs in sequence", "2 jobs at once");
    assertThat(report.get("runs"))
        .allSatisfy(
            r -> {
              assertThat(r.get("peak_bytes").asLong()).isPositive();
              assertThat(r.get("values")).isNotEmpty();
            });
    assertThat(lastLine()).startsWith("p7_memory");
  }

  private String lastLine() {
    return out.toString().lines().reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void everyBadOptionIsNamedAtOnce() {
    assertThat(run("--rank=0 --runs=0 --length=4")).isEqualTo(2);
    assertThat(errors.toString()).contains("--rank", "--runs", "--length");
  }

  @Test
  void aFolderWithoutPeersIsRefusedWithWhatItLacks() {
    assertThat(run("--peers=" + folder)).isEqualTo(2);
    assertThat(errors.toString()).contains(".venv/bin/python", "hf.py", ".model/hf");
    assertThat(run("--rows=8", "--peers=" + folder)).isEqualTo(2);
    assertThat(errors.toString()).contains("--rows 4 --length 128");
  }

  private static String line(JsonNode run) {
    return Stream.of("system", "work", "round")
        .map(field -> run.get(field).asText())
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("bench", "train", "--base=" + BASE));
    for (String option : options) {
      Collections.addAll(all, option.split(" ", -1));
    }
    return Milora.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }
}
