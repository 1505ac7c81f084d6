package io.milora.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of applications, {@code mk_<public id>_<secret>}. The secret has 256 random bits, so a plain
 * SHA-256 keeps it; there is nothing to guess that a slow hash would protect.
 */
@ApplicationScoped
public class ApiKeys {
  private static final Pattern SHAPE = Pattern.compile("mk_([0-9a-f]{24})_([0-9a-f]{64})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;
  private final KnownKeys known;
  private final CredentialChanges changes;

  ApiKeys(
      TenantTransactions transactions,
      EntityManager entities,
      AuditLog audit,
      KnownKeys known,
      CredentialChanges changes) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
    this.known = known;
    this.changes = changes;
  }

  /** Makes a key. */
  public IssuedKey issue(TenantId tenant, KeyTerms terms) {
    String secret = randomHex(32);
    ApiKeyEntity key = new ApiKeyEntity();
    key.id = randomHex(12);
    key.name = terms.name();
    key.secretHash = sha256(secret);
    key.scopes = EnumSet.copyOf(terms.scopes());
    key.models = terms.models();
    key.expiresAt = terms.expiresAt();
    Map<String, Object> shown = Map.of("name", terms.name(), "scopes", terms.scopes());
    transactions.run(
        tenant,
        () -> {
          key.persistAndFlush();
          audit.record(tenant, AuditAction.KEY_ISSUE, key.id, null, shown);
        });
    return new IssuedKey(key, "mk_" + key.id + "_" + secret);
  }

  /**
   * Finds out who presents a key.
   *
   * @return empty if the key is malformed, unknown, revoked or expired; which of these is not said
   */
  public Optional<Authenticated> authenticate(String bearer) {
    Matcher parts = SHAPE.matcher(bearer);
    if (!parts.matches()) {
      return Optional.empty();
    }
    byte[] hash = HexFormat.of().formatHex(sha256(parts.group(2))).getBytes(UTF_8);
    // Takes equally long wherever the first difference is.
    Optional<Authenticated> owner =
        known
            .find(parts.group(1))
            .filter(key -> MessageDigest.isEqual(key.secretHash().getBytes(UTF_8), hash))
            .map(KnownKeys.Key::owner);
    owner.ifPresent(found -> changes.noteUse(parts.group(1)));
    return owner;
  }

  /** Whether a key of this id was good a moment ago, so that looking it up is no guess. */
  public boolean isKnown(String bearer) {
    Matcher parts = SHAPE.matcher(bearer);
    return parts.matches() && known.wasGood(parts.group(1));
  }

  /** A key, locked against changes by others until the transaction under way ends. */
  public Optional<ApiKeyEntity> hold(TenantId tenant, String keyId) {
    return transactions.call(
        tenant,
        () ->
            Optional.ofNullable(
                entities.find(ApiKeyEntity.class, keyId, LockModeType.PESSIMISTIC_WRITE)));
  }

  /**
   * Puts a new key with the same terms in the place of one that is held; one that expires gets the
   * same time again.
   *
   * @param overlap how long the old one goes on, at most
   */
  public IssuedKey rotate(TenantId tenant, ApiKeyEntity old, Duration overlap) {
    Instant now = Instant.now();
    Instant end = old.expiresAt;
    Instant nextEnd = end == null ? null : now.plus(Duration.between(old.createdAt, end));
    IssuedKey next = issue(tenant, new KeyTerms(old.name, old.scopes, old.models, nextEnd));
    Instant overlapEnd = now.plus(overlap);
    old.expiresAt = end == null || end.isAfter(overlapEnd) ? overlapEnd : end;
    old.rotatedTo = next.key().id;
    Map<String, Object> change =
        Map.of("rotated_to", next.key().id, "expires_at", old.expiresAt.getEpochSecond());
    audit.record(tenant, AuditAction.KEY_ROTATE, old.id, null, change);
    return next;
  }

  /** Ends a key; false if the tenant has no such key. */
  public boolean revoke(TenantId tenant, String keyId) {
    boolean found = transactions.call(tenant, () -> end(tenant, keyId));
    // The other programs hear of it from the database.
    known.forget(keyId);
    return found;
  }

  private boolean end(TenantId tenant, String keyId) {
    ApiKeyEntity key = entities.find(ApiKeyEntity.class, keyId);
    if (key != null && key.revokedAt == null) {
      key.revokedAt = Instant.now();
      audit.record(tenant, AuditAction.KEY_REVOKE, keyId, Map.of("name", key.name), null);
    }
    return key != null;
  }

  /** All keys of a tenant, oldest first. */
  public List<ApiKeyEntity> list(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery("FROM ApiKeyEntity ORDER BY createdAt, id", ApiKeyEntity.class)
                .getResultList());
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
