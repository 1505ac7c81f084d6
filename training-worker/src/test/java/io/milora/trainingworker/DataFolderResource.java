package io.milora.trainingworker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A data folder of its own, with the tiny base model and with one that is broken. */
public class DataFolderResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable Path root;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("milora-data-");
      root = folder;
      copyModel(folder.resolve("models/tiny"));
      Files.writeString(
          Files.createDirectories(folder.resolve("models/broken")).resolve("config.json"), "{}");
      return Map.of("milora.data", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a small base model there. */
  static void copyModel(Path target) throws IOException {
    Files.createDirectories(target);
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      try (InputStream in = DataFolderResource.class.getResourceAsStream("/models/tiny/" + name)) {
        Files.copy(Objects.requireNonNull(in, name), target.resolve(name));
      }
    }
  }

  @Override
  public void stop() {
    try {
      if (root != null) {
        Folders.delete(root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
