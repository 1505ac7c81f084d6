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
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchAccuracyCommandTest {
  private static final Path BASE =
      Path.of(Objects.requireNonNull(System.getProperty("milora.root")))
          .resolve("platform-core/engine/src/test/resources/golden/tiny-llama");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void theServedGraphIsComparedWithFloat32AndThatWithPyTorch() throws IOException {
    Path rows = folder.resolve("rows.json");
    String row =
        "{\"instruction\":\"Which of the two is it?\",\"output\":\"this one\",\"answer\":\"this\"}";
    Files.writeString(rows, "[" + row + "," + row + "]");
    Path json = folder.resolve("report.json");
    int code =
        run("--prompts=2", "--new-tokens=4", "--threads=1", "--json=" + json, rows.toString());
    assertThat(code).as(errors.toString()).isZero();
    assertThat(out.toString())
        .contains("perplexity", "most probable", "float32 as PyTorch's: 2 of 2");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/texts/tokens").asInt()).isPositive();
    assertThat(report.get("perplexity_growth").asDouble()).isBetween(-0.2, 0.2);
    assertThat(report.at("/greedy/as_reference").asInt()).isEqualTo(2);
  }

  @Test
  void everyBadOptionIsNamedAtOnce() {
    assertThat(run("--rows=0", "--length=1", "--prompts=0", "rows.json")).isEqualTo(2);
    assertThat(errors.toString()).contains("--rows", "--length", "--prompts");
  }

  private int run(String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "bench";
    all[1] = "accuracy";
    all[2] = "--base=" + BASE;
    System.arraycopy(options, 0, all, 3, options.length);
    return Milora.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all);
  }
}
