package io.milora.cli.local;

import io.milora.keycloak.RealmSecrets;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What only the programs of one local system know; generated once per data folder.
 *
 * @param superuser password of PostgreSQL's superuser
 * @param manager password of tenant-manager's role
 * @param trainer password of training-worker's role
 * @param inference password of inference-worker's role
 * @param operatorToken bearer token of the launcher's operator calls
 * @param keycloak password of Keycloak's role
 * @param apiClient secret of tenant-manager's client at Keycloak
 * @param consoleClient secret of the console's client at Keycloak
 * @param consoleCookies what the console encrypts its cookies with
 * @param operatorPassword first password of the person {@code operator}
 * @param demoAdminPassword first password of the person {@code brightdesk-admin}
 */
record Secrets(
    String superuser,
    String manager,
    String trainer,
    String inference,
    String operatorToken,
    String keycloak,
    String apiClient,
    String consoleClient,
    String consoleCookies,
    String operatorPassword,
    String demoAdminPassword) {

  /** As a file of this version or an earlier one has them. */
  private record Known(
      @Nullable String superuser,
      @Nullable String manager,
      @Nullable String trainer,
      @Nullable String inference,
      @Nullable String operatorToken,
      @Nullable String keycloak,
      @Nullable String apiClient,
      @Nullable String consoleClient,
      @Nullable String consoleCookies,
      @Nullable String operatorPassword,
      @Nullable String demoAdminPassword) {
    static final Known NOTHING =
        new Known(null, null, null, null, null, null, null, null, null, null, null);

    Secrets complete(SecureRandom random) {
      return new Secrets(
          or(superuser, random),
          or(manager, random),
          or(trainer, random),
          or(inference, random),
          or(operatorToken, random),
          or(keycloak, random),
          or(apiClient, random),
          or(consoleClient, random),
          or(consoleCookies, random),
          or(operatorPassword, random),
          or(demoAdminPassword, random));
    }

    boolean isComplete() {
      return Stream.of(
              superuser,
              manager,
              trainer,
              inference,
              operatorToken,
              keycloak,
              apiClient,
              consoleClient,
              consoleCookies,
              operatorPassword,
              demoAdminPassword)
          .allMatch(Objects::nonNull);
    }

    private static String or(@Nullable String known, SecureRandom random) {
      return known == null ? secret(random) : known;
    }
  }

  /** Those of a data folder; what is missing is generated. */
  static Secrets of(DataFolder data) throws IOException {
    Known known = JsonFile.read(data.secrets(), Known.class).orElse(Known.NOTHING);
    Secrets secrets = known.complete(new SecureRandom());
    if (!known.isComplete()) {
      JsonFile.write(data.secrets(), secrets);
    }
    return secrets;
  }

  /** What the realm is made with. */
  RealmSecrets realm() {
    return new RealmSecrets(consoleClient, apiClient, operatorPassword, demoAdminPassword);
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
