package io.milora.console.stub;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jose4j.lang.JoseException;

/** Starts both stubs and points the console at them. */
public final class Stubs implements QuarkusTestResourceLifecycleManager {
  private static final String ADDRESS = "stub.platform";
  private static final String PEOPLE = "stub.identity";

  @SuppressWarnings("NullAway.Init") // in start
  private StubIdentity identity;

  @SuppressWarnings("NullAway.Init") // in start
  private StubPlatform platform;

  @Override
  public Map<String, String> start() {
    try {
      identity = new StubIdentity(0);
      platform = new StubPlatform(0);
    } catch (IOException | JoseException e) {
      throw new IllegalStateException(e);
    }
    System.setProperty(ADDRESS, platform.url());
    System.setProperty(PEOPLE, identity.url());
    return settings(identity, platform);
  }

  static Map<String, String> settings(StubIdentity identity, StubPlatform platform) {
    return Map.of(
        "milora.oidc.issuer",
        identity.url(),
        "milora.oidc.client-secret",
        "stub",
        "milora.console.cookie-secret",
        "0123456789abcdef0123456789abcdef",
        "milora.control-plane.url",
        platform.url(),
        "milora.front-door.url",
        platform.url(),
        "milora.console.uploads.whole-bytes",
        "65536",
        "milora.console.uploads.part-bytes",
        "65536",
        ADDRESS,
        platform.url());
  }

  /** Where the platform of the running test is. */
  public static String platformUrl() {
    return Objects.requireNonNull(System.getProperty(ADDRESS), ADDRESS);
  }

  /** Where the identity provider of the running test is. */
  public static String identityUrl() {
    return Objects.requireNonNull(System.getProperty(PEOPLE), PEOPLE);
  }

  @Override
  public void stop() {
    identity.close();
    platform.close();
  }

  /** For looking at the console by hand: stubs on ports 8061 and 8062. */
  public static void main(String[] args) throws Exception {
    settings(new StubIdentity(8061), new StubPlatform(8062))
        .forEach((name, value) -> IO.println("-D" + name + "=" + value));
  }
}
