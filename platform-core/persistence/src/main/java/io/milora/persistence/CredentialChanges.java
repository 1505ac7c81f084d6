package io.milora.persistence;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears from PostgreSQL that a key or a tenant changed, and tells it when keys were used. One
 * thread and one connection, from the first key on; after a break everything counts as changed.
 */
@ApplicationScoped
class CredentialChanges {
  /** Stands for every key. */
  static final String ALL = "*";

  private static final Logger LOG = Logger.getLogger(CredentialChanges.class);
  private static final Duration TURN = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_BREAK = Duration.ofSeconds(1);
  private static final int TURNS_BETWEEN_NOTES = 10;

  private final DataSource database;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  CredentialChanges(DataSource database) {
    this.database = database;
  }

  /** Registers who is told the id of a key that changed, or {@link #ALL}. */
  void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Starts to listen, once. */
  void listen() {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("credential-changes").start(this::run);
    }
  }

  /** Notes that a key was used; the database learns it within seconds. */
  void noteUse(String keyId) {
    used.add(keyId);
  }

  void stop(@Observes ShutdownEvent end) {
    stopped.countDown();
  }

  private void run() {
    try {
      while (stopped.getCount() > 0) {
        try (Connection connection = database.getConnection()) {
          follow(connection);
        } catch (SQLException e) {
          LOG.warnf("No word of changed keys for now: %s", e.getMessage());
          tell(ALL);
          stopped.await(PAUSE_AFTER_BREAK.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Connection connection) throws SQLException {
    PGConnection notifications = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN milora_credentials");
      tell(ALL);
      for (int turn = 1; stopped.getCount() > 0; turn++) {
        PGNotification[] changes = notifications.getNotifications((int) TURN.toMillis());
        if (changes != null) {
          for (PGNotification change : changes) {
            tell(change.getParameter());
          }
        }
        if (turn % TURNS_BETWEEN_NOTES == 0) {
          writeUses(connection);
        }
      }
      statement.execute("UNLISTEN *");
    }
    writeUses(connection);
  }

  private void writeUses(Connection connection) throws SQLException {
    String[] ids = used.toArray(String[]::new);
    if (ids.length == 0) {
      return;
    }
    try (PreparedStatement note = connection.prepareStatement("SELECT note_key_uses(?)")) {
      note.setArray(1, connection.createArrayOf("text", ids));
      note.execute();
    }
    used.removeAll(Set.of(ids));
  }

  private void tell(String keyId) {
    listeners.forEach(listener -> listener.accept(keyId));
  }
}
