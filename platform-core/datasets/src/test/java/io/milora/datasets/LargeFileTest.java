package io.milora.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LargeFileTest {
  private static final int ROWS = 60_000; // of a good kilobyte

  @Test
  void aFileSeveralTimesTheHeapIsReadToItsEnd() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LargeFile.class.getName(),
                Integer.toString(ROWS))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo(ROWS + " rows, 0 problems");
  }
}
