package io.milora.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  ApiKeys(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /**
   * Makes a key.
   *
   * @param scopes at least one
   * @param expiresAt null if it does not expire
   */
  public IssuedKey issue(
      TenantId tenant, String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
    if (scopes.isEmpty()) {
      throw new InvalidInputException(
          Problem.outOfRange("scopes", "[]", "at least one of " + Arrays.toString(Scope.values())));
    }
    String secret = randomHex(32);
    ApiKeyEntity key = new ApiKeyEntity();
    key.id = randomHex(12);
    key.name = name;
    key.secretHash = sha256(secret);
    key.scopes = EnumSet.copyOf(scopes);
    key.expiresAt = expiresAt;
    transactions.run(
        tenant,
        () -> {
          key.persistAndFlush();
          audit.record(
              tenant, AuditAction.KEY_ISSUE, key.id, null, Map.of("name", name, "scopes", scopes));
        });
    return new IssuedKey(key, "mk_" + key.id + "_" + secret);
  }

  /**
   * Finds out who presents a key. Nothing is cached, so a revocation holds at once.
   *
   * @return empty if the key is malformed, unknown, revoked or expired; which of these is not said
   */
  public Optional<Caller> authenticate(String bearer) {
    Matcher parts = SHAPE.matcher(bearer);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String keyId = parts.group(1);
    return find(keyId)
        .filter(
            row ->
                MessageDigest.isEqual(row.get("secret_hash", byte[].class), sha256(parts.group(2))))
        .map(
            row ->
                new Caller(
                    new TenantId(row.get("tenant_id", String.class)),
                    row.get("tenant_name", String.class),
                    keyId,
                    scopes(row.get("scopes", String[].class))));
  }

  /** Ends a key; false if the tenant has no such key. */
  public boolean revoke(TenantId tenant, String keyId) {
    return transactions.call(
        tenant,
        () -> {
          ApiKeyEntity key = entities.find(ApiKeyEntity.class, keyId);
          if (key == null) {
            return false;
          }
          if (key.revokedAt == null) {
            key.revokedAt = Instant.now();
            audit.record(tenant, AuditAction.KEY_REVOKE, keyId, Map.of("name", key.name), null);
          }
          return true;
        });
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

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private Optional<Tuple> find(String keyId) {
    return transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery("SELECT * FROM find_api_key(:id)", Tuple.class)
                .setParameter("id", keyId)
                .getResultStream()
                .findFirst());
  }

  private static Set<Scope> scopes(String[] names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : names) {
      scopes.add(Scope.valueOf(name));
    }
    return scopes;
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
