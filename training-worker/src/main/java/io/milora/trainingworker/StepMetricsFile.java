package io.milora.trainingworker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.JobEvents;
import io.milora.persistence.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job's metrics by step as OpenAI's result files have them. They are made of the job's events, so
 * that those of a job that changed its worker are whole; a step that was done twice gave the same
 * numbers twice.
 */
@ApplicationScoped
class StepMetricsFile {
  private static final List<String> COLUMNS =
      List.of("step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy");

  /** In the order of the columns after the step. */
  private static final List<String> NUMBERS =
      List.of("train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy");

  private final JobEvents events;

  StepMetricsFile(JobEvents events) {
    this.events = events;
  }

  /** Of what the job's events say so far, CSV in UTF-8. Steps of all stages are counted through. */
  byte[] csv(Lease lease) {
    SortedMap<Integer, String[]> steps = new TreeMap<>();
    events.forEachMetrics(lease.tenant(), lease.jobId(), data -> add(steps, parse(data)));
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(COLUMNS);
      steps.forEach((step, numbers) -> csv.writeRecord(line(step, numbers)));
    } catch (IOException e) {
      throw new UncheckedIOException("A string cannot be written", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void add(SortedMap<Integer, String[]> steps, JsonNode data) {
    int before = data.path("steps_before").intValue();
    int step = data.path("step").asInt(-1);
    if (step < 0 || (step == 0 && before > 0)) {
      return; // No step's numbers, or a later stage's start, which has the number of the step
      // before.
    }
    String[] numbers = steps.computeIfAbsent(before + step, key -> new String[NUMBERS.size()]);
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = data.path(NUMBERS.get(i));
      if (number.isNumber()) {
        numbers[i] = number.asText();
      }
    }
  }

  private static String[] line(int step, String[] numbers) {
    String[] line = new String[COLUMNS.size()];
    line[0] = Integer.toString(step);
    System.arraycopy(numbers, 0, line, 1, numbers.length);
    return line;
  }

  private static JsonNode parse(String data) {
    try {
      return MiloraJson.mapper().readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Events hold JSON", e);
    }
  }
}
