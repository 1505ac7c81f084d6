package io.milora.console.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.datasets.DatasetScanner;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationReportTest {
  @TempDir Path folder;

  @Test
  void everyBadRowComesWithItsTextFromTheFile() throws IOException {
    ValidationReport report =
        report(
            """
            {"prompt":"2+2=","completion":"4"}

            {"prompt":"2+3=","completion":""}
            no JSON, "quoted"
            """);
    assertThat(report.rows()).extracting(ValidationReport.BadRow::number).containsExactly(3L, 4L);
    assertThat(report.rows().getFirst().text()).contains("2+3=");
    assertThat(report.faults()).containsExactly("empty_response", "invalid_json");
    assertThat(report.csv()).contains("\"no JSON, \"\"quoted\"\"\"");
  }

  @Test
  void bytesThatAreNoTextAreShownAsFarAsTheyAre() throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.write(file, new byte[] {'{', (byte) 0xFF, '}', '\n'});
    ValidationReport report = report(file);
    assertThat(report.rows()).hasSize(1);
    assertThat(report.rows().getFirst().text()).startsWith("{").endsWith("}");
  }

  private ValidationReport report(String rows) throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, rows, StandardCharsets.UTF_8);
    return report(file);
  }

  private static ValidationReport report(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Problem> problems = DatasetScanner.validate(in).toProblems("file");
      return ValidationReport.of("rows.jsonl", problems, file);
    }
  }
}
