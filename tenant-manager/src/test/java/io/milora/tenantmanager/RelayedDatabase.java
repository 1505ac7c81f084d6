package io.milora.tenantmanager;

import io.milora.migrations.testing.MigratedDatabaseResource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The test's database behind a {@link Relay}. */
public class RelayedDatabase extends MigratedDatabaseResource {
  private static final String URL = "quarkus.datasource.jdbc.url";
  private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

  private @Nullable Relay relay;

  @Override
  public int order() {
    return 1; // after the resource that every test has, which it replaces
  }

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    Matcher port = PORT.matcher(String.valueOf(settings.get(URL)));
    if (!port.find()) {
      throw new IllegalStateException("No port in " + settings.get(URL));
    }
    Relay fresh = new Relay(Integer.parseInt(port.group(1)));
    relay = fresh;
    settings.put(URL, port.replaceFirst("127.0.0.1:" + fresh.port()));
    return settings;
  }

  @Override
  public void inject(TestInjector injector) {
    super.inject(injector);
    injector.injectIntoFields(relay, field -> field.getType() == Relay.class);
  }

  @Override
  public void stop() {
    if (relay != null) {
      relay.cut();
    }
    super.stop();
  }
}
