package io.milora.cli.reproduce;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Made-up tasks for the tiny model, and where it is. */
final class TinyTasks {
  private TinyTasks() {}

  /** The tiny base model. */
  static Path base() {
    return Path.of(Objects.requireNonNull(System.getProperty("milora.root")))
        .resolve("platform-core/engine/src/test/resources/golden/tiny-llama");
  }

  /** A task with two labels: is the number even? */
  static Path parity(Path folder, int trainRows, int testRows) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < trainRows + testRows; i++) {
      rows.add(row("Is " + i + " even? yes/no", i % 2 == 0 ? "yes" : "no"));
    }
    return write(folder, rows.subList(0, trainRows), rows.subList(trainRows, rows.size()));
  }

  /** A task with three labels: the remainder of a number. */
  static Path remainder(Path folder, int trainRows, int testRows) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < trainRows + testRows; i++) {
      rows.add(row("What is left of " + i + " by three?", "r" + i % 3));
    }
    return write(folder, rows.subList(0, trainRows), rows.subList(trainRows, rows.size()));
  }

  static Map<String, String> row(String instruction, String answer) {
    return Map.of(
        "instruction", instruction, "input", "", "output", "it is " + answer, "answer", answer);
  }

  static Path write(Path folder, List<Map<String, String>> train, List<Map<String, String>> test)
      throws IOException {
    Files.createDirectories(folder);
    JsonMapper json = JsonMapper.builder().build();
    json.writeValue(folder.resolve("train.json").toFile(), train);
    json.writeValue(folder.resolve("test.json").toFile(), test);
    return folder;
  }
}
