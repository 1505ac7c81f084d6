package io.milora.cli.engine;

import io.milora.datasets.ChatRow;
import io.milora.datasets.CompletionRow;
import io.milora.datasets.DatasetScanner;
import io.milora.datasets.RowSink;
import io.milora.datasets.TrainingRow;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the rows of a file: JSONL, chat or prompt and completion, or a JSON array in the form of
 * the LLM-Adapters collection if its name ends in {@code .json}.
 */
public final class Rows {
  private Rows() {}

  /**
   * All rows.
   *
   * @param param the option or field that named the file
   * @throws InvalidInputException with all bad rows, or if the file cannot be read
   */
  public static List<TrainingRow> read(Path file, String param) {
    List<TrainingRow> rows = new ArrayList<>();
    read(file, param, (number, row) -> rows.add(row));
    return rows;
  }

  /** All rows with their numbers; throws as {@link #read(Path, String)}. */
  static void read(Path file, String param, RowSink sink) {
    if (file.toString().endsWith(".json")) {
      List<LabelledRow> rows = LabelledRows.read(file);
      for (int i = 0; i < rows.size(); i++) {
        sink.accept(i + 1, rows.get(i).chat());
      }
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      DatasetScanner.read(in, param, sink);
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "cannot be read: " + e.getMessage()));
    }
  }

  /** A row's tokens, as training and serving see them. */
  static Example encode(TrainingRow row, ExampleEncoder encoder) {
    return switch (row) {
      case ChatRow chat -> encoder.chat(chat.messages());
      case CompletionRow text -> encoder.completion(text.prompt(), text.completion());
    };
  }
}
