package io.milora.migrations.testing;

import io.milora.migrations.DatabaseRole;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a Quarkus test a migrated database of its own and sets {@code quarkus.datasource.*} to log
 * in as the program's role.
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(
 *     value = MigratedDatabaseResource.class,
 *     initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "MANAGER"))
 * class FilesResourceTest {
 *   @SuppressWarnings("NullAway.Init") // set by the test resource
 *   MigratedDatabase database;
 * }
 * }</pre>
 *
 * <p>{@code value} is a name of {@link DatabaseRole}; without it the role is {@code MANAGER}. Tests
 * of a class share the database, so give each test a tenant of its own.
 */
public class MigratedDatabaseResource implements QuarkusTestResourceLifecycleManager {
  public static final String ROLE = "role";

  private DatabaseRole role = DatabaseRole.MANAGER;
  private @Nullable MigratedDatabase database;

  @Override
  public void init(Map<String, String> args) {
    String given = args.get(ROLE);
    if (given != null) {
      role = DatabaseRole.valueOf(given);
    }
  }

  @Override
  public Map<String, String> start() {
    MigratedDatabase started = create();
    database = started;
    return Map.of(
        "quarkus.datasource.jdbc.url", started.jdbcUrl(),
        "quarkus.datasource.username", role.roleName(),
        "quarkus.datasource.password", started.password(role));
  }

  /** The database to test with. */
  MigratedDatabase create() {
    return MigratedDatabase.create();
  }

  @Override
  public void inject(TestInjector injector) {
    if (database != null) {
      injector.injectIntoFields(database, field -> field.getType() == MigratedDatabase.class);
    }
  }

  @Override
  public void stop() {
    // The server goes with the JVM, and the database with the server.
    database = null;
  }
}
