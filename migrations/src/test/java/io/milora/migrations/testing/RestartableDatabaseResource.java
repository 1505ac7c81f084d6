package io.milora.migrations.testing;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** As {@link MigratedDatabaseResource}, in a {@link RestartableServer} that the test is given. */
public class RestartableDatabaseResource extends MigratedDatabaseResource {
  private @Nullable RestartableServer server;

  @Override
  public int order() {
    return 1; // after the resource that every test has, which it replaces
  }

  @Override
  MigratedDatabase create() {
    RestartableServer started = new RestartableServer();
    server = started;
    try {
      return started.database();
    } catch (SQLException e) {
      started.close();
      throw new IllegalStateException("The test database cannot be made", e);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    super.inject(injector);
    injector.injectIntoFields(server, field -> field.getType() == RestartableServer.class);
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
    }
    super.stop();
  }
}
