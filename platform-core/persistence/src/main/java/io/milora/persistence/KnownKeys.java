package io.milora.persistence;

import io.milora.model.Scope;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final CredentialChanges changes;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  KnownKeys(TenantTransactions transactions, EntityManager entities, CredentialChanges changes) {
    this.transactions = transactions;
    this.entities = entities;
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

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private Optional<Key> read(String keyId) {
    return transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery("SELECT * FROM find_api_key(:id)", Tuple.class)
                .setParameter("id", keyId)
                .getResultStream()
                .findFirst()
                .map(row -> key(keyId, (Tuple) row)));
  }

  private static Key key(String keyId, Tuple row) {
    String[] models = row.get("models", String[].class);
    Long expires = row.get("expires_at_millis", Long.class);
    Caller caller =
        new Caller(
            new TenantId(row.get("tenant_id", String.class)),
            row.get("tenant_name", String.class),
            new Principal.ApiKey(keyId),
            scopes(row.get("scopes", String[].class)),
            models == null ? null : Set.of(models));
    return new Key(
        new Authenticated(caller, row.get("suspended", Boolean.class)),
        HexFormat.of().formatHex(row.get("secret_hash", byte[].class)),
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
