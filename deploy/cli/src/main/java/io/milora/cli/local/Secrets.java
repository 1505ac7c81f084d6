package io.milora.cli.local;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What only the programs of one local system know; generated once per data folder.
 *
 * @param superuser password of PostgreSQL's superuser
 * @param manager password of tenant-manager's role
 * @param trainer password of training-worker's role
 * @param inference password of inference-worker's role
 * @param operatorToken bearer token of the operator calls
 */
public record Secrets(
    String superuser, String manager, String trainer, String inference, String operatorToken) {

  /** Those of a data folder, generated at the first call. */
  static Secrets of(DataFolder data) throws IOException {
    Optional<Secrets> known = JsonFile.read(data.secrets(), Secrets.class);
    if (known.isPresent()) {
      return known.get();
    }
    SecureRandom random = new SecureRandom();
    Secrets fresh =
        new Secrets(secret(random), secret(random), secret(random), secret(random), secret(random));
    JsonFile.write(data.secrets(), fresh);
    return fresh;
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Says nothing, so that no log ever holds a secret. */
  @Override
  public String toString() {
    return "Secrets[hidden]";
  }
}
