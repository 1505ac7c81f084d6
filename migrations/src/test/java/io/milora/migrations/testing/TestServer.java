package io.milora.migrations.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL server of this JVM: started at first use, stopped at exit, not durable. */
public final class TestServer {
  /** Its superuser and the password. */
  public static final String SUPERUSER = "postgres";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestServer() {}

  /** Creates an empty database and returns its JDBC URL without credentials. */
  public static String emptyDatabase() throws SQLException {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url(SUPERUSER), SUPERUSER, SUPERUSER);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url(name);
  }

  private static String url(String database) {
    return "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/" + database;
  }

  private static final class Running {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException("The embedded PostgreSQL does not start", e);
      }
    }
  }
}
