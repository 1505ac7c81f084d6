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
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchServeCommandTest {
  private static final Path GOLDEN =
      Path.of(Objects.requireNonNull(System.getProperty("milora.root")))
          .resolve("platform-core/engine/src/test/resources/golden");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void everySystemIsMeasuredAtEveryBatchAndPeersGiveTheirRatios() throws IOException {
    Path json = folder.resolve("report.json");
    String base = "--base=" + GOLDEN.resolve("tiny-llama");
    int code =
        run(base, "--runs=1", "--only=decode,prefill", "--peers=" + peers(), "--json=" + json);
    assertThat(code).as(errors.toString()).isZero();

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("ratios").fieldNames())
        .toIterable()
        .containsExactly(
            "p1_vs_llamacpp",
            "p1_vs_peft",
            "p2_vs_llamacpp",
            "p2_vs_peft",
            "p3_batch1",
            "p3_batch8",
            "p3_vs_moelora",
            "p4_vs_llamacpp");
    assertThat(report.at("/ratios/p1_vs_peft").asDouble())
        .isEqualTo(median(report, "milora", "decode 8 different") / 20);
    assertThat(report.at("/ratios/p2_vs_llamacpp").asDouble())
        .isEqualTo(median(report, "milora", "decode 1") / 10);
    for (String system : List.of("base", "lora", "milora", "moelora")) {
      for (String work :
          List.of("decode 1", "decode 8 different", "decode 16 different", "prefill 256")) {
        assertThat(median(report, system, work)).as("%s, %s", system, work).isPositive();
      }
    }
    assertThat(out.toString()).contains("8 requests with 8 MiLoRA adapters in one batch, by PEFT");
  }

  @Test
  void everyBadOptionIsNamedAtOnce() {
    assertThat(run("--rank=12", "--runs=0", "--threads=0", "--peers=" + folder)).isEqualTo(2);
    assertThat(errors.toString()).contains("--rank", "--runs", "--threads", "--rank 16");
  }

  private static double median(JsonNode report, String system, String work) {
    JsonNode run =
        report
            .get("runs")
            .valueStream()
            .filter(r -> r.get("system").asText().equals(system))
            .filter(r -> r.get("work").asText().equals(work))
            .findFirst()
            .orElseThrow();
    assertThat(run.get("unit").asText()).isEqualTo("tokens_per_second");
    return Figures.Spread.of(run.get("values").valueStream().map(JsonNode::asDouble).toList())
        .median();
  }

  /** A folder whose "Python" prints what the peers' scripts do. */
  private Path peers() throws IOException {
    Path peers = Files.createDirectories(folder.resolve("peers"));
    Files.createDirectories(peers.resolve(".venv/bin"));
    Files.createDirectories(peers.resolve(".model/hf"));
    Files.writeString(peers.resolve("hf.py"), "");
    Files.writeString(peers.resolve("llama_cpp_bench.py"), "");
    Path python =
        Files.writeString(
            peers.resolve(".venv/bin/python"),
            """
            #!/bin/sh
            case "$*" in
              *lora16) echo '{"work": "decode q8_0 lora16", "batch": 1, "runs": [10]}' ;;
              *llama_cpp_bench.py*) echo '{"work": "decode q8_0", "batch": 1, "runs": [11, 12]}'
                                    echo '{"work": "decode q8_0", "batch": 8, "runs": [70]}' ;;
              *llama_cpp_prefill.py*) echo '{"work": "prefill q8_0", "runs": [500]}' ;;
              *mixed) echo '{"work": "decode 8 different lora", "batch": 8, "runs": [10, 20, 30]}' ;;
              *lora) echo '{"work": "decode lora", "batch": 1, "runs": [5]}'
                     echo '{"work": "decode lora", "batch": 8, "runs": [40]}' ;;
              *prefill) echo '{"work": "prefill 256", "batch": 1, "runs": [400]}' ;;
              *) exit 1 ;;
            esac
            """);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    return peers;
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("bench", "serve"));
    all.addAll(List.of(options));
    return Milora.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }
}
