package io.milora.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the form of the LLM-Adapters collection: an array of {@code {instruction, input, output,
 * answer}}; what comes first is the user's message, the output the assistant's.
 */
final class ArcRows {
  private ArcRows() {}

  private record Written(
      String instruction, @Nullable String input, String output, @Nullable String answer) {}

  /**
   * The first rows of a file as tokens.
   *
   * @throws InvalidInputException if the file cannot be read, or holds fewer
   */
  static List<Example> read(Path file, int count, ExampleEncoder encoder) {
    List<Written> rows = parse(file);
    if (rows.size() < count) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "--arc-rows", count, "1 to %d, which %s holds".formatted(rows.size(), file)));
    }
    return rows.subList(0, count).stream().map(row -> encode(row, encoder)).toList();
  }

  private static List<Written> parse(Path file) {
    try {
      return MiloraJson.mapper().readValue(file.toFile(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(Problem.brokenFile(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "cannot be read: " + e.getMessage()));
    }
  }

  private static Example encode(Written row, ExampleEncoder encoder) {
    String input = Objects.requireNonNullElse(row.input(), "");
    String question = input.isBlank() ? row.instruction() : row.instruction() + "\n" + input;
    return encoder.chat(
        List.of(
            new ChatMessage(Role.USER, question), new ChatMessage(Role.ASSISTANT, row.output())));
  }
}
