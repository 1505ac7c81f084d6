package io.milora.persistence;

import io.milora.model.Scope;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were used a moment ago. A change in the database is told ({@link
 * CredentialChanges}); what was missed is found out when a key is read again, well within a second.
 * Thread-safe.
 */
@ApplicationScoped
class KnownKeys {
  private static final Duration READ_AGAIN = Duration.ofMillis(700);
  private static final int MOST = 10_000;

  private final DataSource database;
  private final CredentialChanges changes;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  KnownKeys(DataSource database, CredentialChanges changes) {
    this.database = database;
    this.changes = changes;
    changes.onChange(this::forget);
  }

  /**
   * A key as the database has it.
   *
   * @param secretHash SHA-256 of the secret part, hexadecimal
   */
  record Key(Authenticated owner, String secretHash, @Nullable Instant expiresAt) {}

  private record Known(Key key, long readAt) {
    boolean isFresh() {
      return System.nanoTime() - readAt < READ_AGAIN.toNanos();
    }
  }

  /** The key, unless it is unknown, revoked or expired. */
  Optional<Key> find(String keyId) {
    changes.listen();
    Known before = known.get(keyId);
    if (before != null && before.isFresh()) {
      return Optional.of(before.key()).filter(KnownKeys::lives);
    }
    long now = System.nanoTime();
    Optional<Key> read = read(keyId);
    if (read.isEmpty() || known.size() >= MOST) {
      known.remove(keyId);
    } else {
      known.put(keyId, new Known(read.get(), now));
    }
    return read;
  }

  /** Whether a key was good a moment ago: then looking again is worth it. */
  boolean wasGood(String keyId) {
    return known.containsKey(keyId);
  }

  /** Reads a key again at its next use; {@link CredentialChanges#ALL} stands for every key. */
  void forget(String keyId) {
    if (keyId.equals(CredentialChanges.ALL)) {
      known.clear();
    } else {
      known.remove(keyId);
    }
  }

  private static boolean lives(Key key) {
    Instant end = key.expiresAt();
    return end == null || end.isAfter(Instant.now());
  }

  /** One round trip: it is on the way of a request's first token. */
  private Optional<Key> read(String keyId) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM find_api_key(?)")) {
      statement.setString(1, keyId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(key(keyId, rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not find keys", e);
    }
  }

  private static Key key(String keyId, ResultSet row) throws SQLException {
    Array models = row.getArray("models");
    Long expires = row.getObject("expires_at_millis", Long.class);
    Caller caller =
        new Caller(
            new TenantId(row.getString("tenant_id")),
            row.getString("tenant_name"),
            new Principal.ApiKey(keyId),
            scopes((String[]) row.getArray("scopes").getArray()),
            models == null ? null : Set.of((String[]) models.getArray()));
    return new Key(
        new Authenticated(caller, row.getBoolean("suspended")),
        HexFormat.of().formatHex(row.getBytes("secret_hash")),
        expires == null ? null : Instant.ofEpochMilli(expires));
  }

  private static Set<Scope> scopes(String[] names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : names) {
      scopes.add(Scope.valueOf(name));
    }
    return scopes;
  }
}
