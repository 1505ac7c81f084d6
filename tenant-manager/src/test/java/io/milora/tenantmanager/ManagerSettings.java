package io.milora.tenantmanager;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The settings that a launcher gives the program. */
public class ManagerSettings implements QuarkusTestResourceLifecycleManager {
  static final String OPERATOR_TOKEN = "operator-token-of-the-tests";
  static final int MAX_FILE_BYTES = 50_000;

  @Override
  public Map<String, String> start() {
    try {
      Path data = Files.createTempDirectory(Path.of("target"), "data");
      return Map.of(
          "milora.data",
          data.toString(),
          "milora.operator.token",
          OPERATOR_TOKEN,
          "milora.files.max-bytes",
          String.valueOf(MAX_FILE_BYTES),
          // To this machine, and again at once.
          "milora.webhooks.private-networks",
          "true",
          "milora.webhooks.retries",
          "0s,0s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
