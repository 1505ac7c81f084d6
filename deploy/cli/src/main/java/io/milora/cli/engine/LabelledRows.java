package io.milora.cli.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads files in the form of the LLM-Adapters collection: a JSON array of rows. */
public final class LabelledRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> FIELDS = Set.of("instruction", "input", "output", "answer");

  /** A file of another form has a problem in every row; a few show which. */
  private static final int SHOWN = 20;

  private LabelledRows() {}

  /**
   * All rows of a file, at least one.
   *
   * @throws InvalidInputException if the file is missing or no such array, or with its bad rows
   */
  public static List<LabelledRow> read(Path file) {
    JsonNode array = parse(file);
    if (!array.isArray() || array.isEmpty()) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "is no JSON array of rows with at least one row."));
    }
    List<LabelledRow> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < array.size() && problems.size() < SHOWN; i++) {
      JsonNode row = array.get(i);
      int before = problems.size();
      check(problems, file + "[" + i + "]", row);
      if (problems.size() == before) {
        rows.add(
            new LabelledRow(
                row.get("instruction").asText(),
                row.path("input").asText(""),
                row.get("output").asText(),
                row.get("answer").asText()));
      }
    }
    InvalidInputException.throwIfAny(problems);
    return rows;
  }

  private static JsonNode parse(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(Problem.brokenFile(file, "no such file."));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(Problem.brokenFile(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "cannot be read: " + e.getMessage()));
    }
  }

  private static void check(List<Problem> problems, String place, JsonNode row) {
    if (!row.isObject()) {
      problems.add(Problem.brokenFile(place, "is no JSON object."));
      return;
    }
    row.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                problems.add(Problem.unknown("field of " + place, name, FIELDS));
              }
            });
    for (String name : List.of("instruction", "output", "answer")) {
      JsonNode value = row.path(name);
      if (!value.isValueNode() || value.asText().isBlank()) {
        problems.add(
            new Problem(
                place, "missing_field", "%s lacks %s, or it is empty.".formatted(place, name)));
      }
    }
  }
}
