package io.milora.inferenceworker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A platform folder whose base model is the engine's golden tiny Llama. */
public class TinyBase implements QuarkusTestResourceLifecycleManager {
  static final String NAME = "tiny-llama";
  static final String OPERATOR_TOKEN = "operator-token-of-the-tests";

  @Override
  public Map<String, String> start() {
    try {
      Path data = Files.createTempDirectory("inference-worker-");
      Path model = Files.createDirectories(data.resolve("models").resolve(NAME));
      for (Path file : golden()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
      return Map.of(
          "milora.data", data.toString(),
          "milora.base-model", NAME,
          "milora.operator.token", OPERATOR_TOKEN,
          "milora.precision", "float32",
          "milora.slots", "4",
          "milora.context", "256",
          "milora.threads", "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> golden() throws IOException {
    Path folder =
        Path.of(
            System.getProperty("milora.root"),
            "platform-core/engine/src/test/resources/golden",
            NAME);
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Override
  public void stop() {
    // The folder lies below java.io.tmpdir.
  }
}
