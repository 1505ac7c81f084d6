package io.milora.persistence;

import io.milora.model.Quota;
import io.milora.model.QuotaLimits;
import io.milora.model.TenantId;
import io.milora.model.TrainingShare;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Quotas of tenants and their keys: what they may use, and what they do. Requests are booked
 * through {@link QuotaReservations}; files and jobs are counted where they are kept.
 */
@ApplicationScoped
public class Quotas {
  private static final String STORAGE_USED = "storage_used";
  private static final String TRAINING_USED = "training_used";
  private static final List<Quota> KEPT_WITH_REQUESTS =
      List.of(
          Quota.REQUESTS_PER_MINUTE,
          Quota.TOKENS_PER_MINUTE,
          Quota.CONCURRENT_REQUESTS,
          Quota.TRAINING_TOKENS_PER_MONTH,
          Quota.STORAGE_BYTES);

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;
  private final TrainingShares shares;

  Quotas(
      TenantTransactions transactions,
      EntityManager entities,
      AuditLog audit,
      TrainingShares shares) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
    this.shares = shares;
  }

  /**
   * The limits.
   *
   * @param keyId null for the tenant as a whole
   */
  public QuotaLimits limits(TenantId tenant, @Nullable String keyId) {
    return transactions.call(
        tenant,
        () -> {
          Map<Quota, Long> limits = new EnumMap<>(Quota.class);
          Tuple row = row(tenant, keyId);
          for (Quota quota : KEPT_WITH_REQUESTS) {
            Long limit = row == null ? null : row.get(quota.wireName(), Long.class);
            if (limit != null) {
              limits.put(quota, limit);
            }
          }
          Integer jobs = keyId == null ? shares.get(tenant).maxRunningJobs() : null;
          if (jobs != null) {
            limits.put(Quota.RUNNING_JOBS, jobs.longValue());
          }
          return new QuotaLimits(limits);
        });
  }

  /**
   * Replaces the limits; in force with the next request, file or job.
   *
   * @param keyId one of the tenant's keys, or null for the tenant as a whole
   */
  public void setLimits(TenantId tenant, @Nullable String keyId, QuotaLimits limits) {
    transactions.run(
        tenant,
        () -> {
          audit.record(
              tenant,
              AuditAction.QUOTA_SET,
              keyId == null ? tenant.value() : keyId,
              limits(tenant, keyId).values(),
              limits.values());
          entities
              .createNativeQuery(
                  """
                  INSERT INTO quota (tenant_id, key_id, requests_per_minute, tokens_per_minute,
                    concurrent_requests, training_tokens_per_month, storage_bytes)
                  VALUES (:tenant, CAST(:key AS text), CAST(:requests_per_minute AS bigint),
                    CAST(:tokens_per_minute AS bigint), CAST(:concurrent_requests AS bigint),
                    CAST(:training_tokens_per_month AS bigint), CAST(:storage_bytes AS bigint))
                  ON CONFLICT (tenant_id, key_id) DO UPDATE SET
                    requests_per_minute = excluded.requests_per_minute,
                    tokens_per_minute = excluded.tokens_per_minute,
                    concurrent_requests = excluded.concurrent_requests,
                    training_tokens_per_month = excluded.training_tokens_per_month,
                    storage_bytes = excluded.storage_bytes
                  """)
              .setParameter("tenant", tenant.value())
              .setParameter("key", keyId)
              .setParameter("requests_per_minute", limits.of(Quota.REQUESTS_PER_MINUTE))
              .setParameter("tokens_per_minute", limits.of(Quota.TOKENS_PER_MINUTE))
              .setParameter("concurrent_requests", limits.of(Quota.CONCURRENT_REQUESTS))
              .setParameter("training_tokens_per_month", limits.of(Quota.TRAINING_TOKENS_PER_MONTH))
              .setParameter("storage_bytes", limits.of(Quota.STORAGE_BYTES))
              .executeUpdate();
          if (keyId == null) {
            Long jobs = limits.of(Quota.RUNNING_JOBS);
            double weight = shares.get(tenant).weight();
            shares.set(
                tenant,
                new TrainingShare(
                    weight, jobs == null ? null : (int) Math.min(jobs, Integer.MAX_VALUE)));
          }
        });
  }

  /** Whether the tenant has such a key, in force or not. */
  public boolean hasKey(TenantId tenant, String keyId) {
    return transactions.call(tenant, () -> entities.find(ApiKeyEntity.class, keyId) != null);
  }

  /**
   * What is used.
   *
   * @param keyId null for the tenant as a whole
   * @return by quota; rates that have no limit are not counted, hence absent
   */
  public Map<Quota, Long> used(TenantId tenant, @Nullable String keyId) {
    return transactions.call(
        tenant,
        () -> {
          Map<Quota, Long> used = new EnumMap<>(Quota.class);
          Tuple row = row(tenant, keyId);
          if (row != null) {
            putRates(used, row);
          }
          if (keyId == null) {
            putUse(used, use(tenant));
          }
          return used;
        });
  }

  /**
   * What a tenant may use and uses, as {@link #limits} and {@link #used} have it.
   *
   * @param tenant its name
   */
  public record OfTenant(String tenant, QuotaLimits limits, Map<Quota, Long> used) {}

  /** Those of all tenants by name, for operators. */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public List<OfTenant> ofAll() {
    List<Tuple> rows =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery("SELECT * FROM quotas_of_all()", Tuple.class)
                    .getResultList());
    return rows.stream().map(Quotas::ofTenant).toList();
  }

  private static OfTenant ofTenant(Tuple row) {
    Map<Quota, Long> limits = new EnumMap<>(Quota.class);
    for (Quota quota : Quota.values()) {
      Long limit = row.get(quota.wireName(), Long.class);
      if (limit != null) {
        limits.put(quota, limit);
      }
    }
    Map<Quota, Long> used = new EnumMap<>(Quota.class);
    putRates(used, row);
    putUse(used, row);
    return new OfTenant(row.get("tenant_name", String.class), new QuotaLimits(limits), used);
  }

  private static void putRates(Map<Quota, Long> used, Tuple row) {
    put(used, row, Quota.REQUESTS_PER_MINUTE, "requests_used");
    put(used, row, Quota.TOKENS_PER_MINUTE, "tokens_used");
    put(used, row, Quota.CONCURRENT_REQUESTS, "running");
  }

  private static void put(Map<Quota, Long> used, Tuple row, Quota quota, String column) {
    if (row.get(quota.wireName()) != null) {
      used.put(quota, (long) Math.ceil(row.get(column, Number.class).doubleValue() - 1e-6));
    }
  }

  /**
   * Makes sure that there is room for a file; to be called in the transaction that registers it,
   * which others of the tenant that do the same wait for.
   *
   * @throws QuotaExceededException if there is not
   */
  public void requireStorage(TenantId tenant, long bytes) {
    require(
        tenant, Quota.STORAGE_BYTES, bytes, () -> use(tenant).get(STORAGE_USED, Long.class), null);
  }

  /**
   * Makes sure that a job fits into this month; to be called in the transaction that creates it,
   * which others of the tenant that do the same wait for.
   *
   * @param tokens that it trains, estimated
   * @throws QuotaExceededException if it does not
   */
  public void requireTraining(TenantId tenant, long tokens) {
    require(
        tenant,
        Quota.TRAINING_TOKENS_PER_MONTH,
        tokens,
        () -> use(tenant).get(TRAINING_USED, Long.class),
        untilNextMonth());
  }

  private void require(
      TenantId tenant, Quota quota, long wanted, LongSupplier used, @Nullable Duration retryAfter) {
    transactions.run(
        tenant,
        () -> {
          Long limit = limits(tenant, null).of(quota);
          if (limit == null) {
            return;
          }
          entities
              .createNativeQuery(
                  "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:what, 0))", Integer.class)
              .setParameter("what", tenant.value() + quota.wireName())
              .getSingleResult();
          long now = used.getAsLong();
          if (now + wanted > limit) {
            throw new QuotaExceededException(quota, "tenant", limit, now, wanted, retryAfter);
          }
        });
  }

  private static Duration untilNextMonth() {
    ZonedDateTime now = Instant.now().atZone(ZoneOffset.UTC);
    ZonedDateTime next =
        now.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(ZoneOffset.UTC);
    return Duration.between(now, next);
  }

  /** What is counted where files and jobs are kept. */
  private Tuple use(TenantId tenant) {
    return (Tuple)
        entities
            .createNativeQuery("SELECT * FROM tenant_use(:tenant)", Tuple.class)
            .setParameter("tenant", tenant.value())
            .getSingleResult();
  }

  private static void putUse(Map<Quota, Long> used, Tuple use) {
    used.put(Quota.STORAGE_BYTES, use.get(STORAGE_USED, Long.class));
    used.put(Quota.TRAINING_TOKENS_PER_MONTH, use.get(TRAINING_USED, Long.class));
    used.put(Quota.RUNNING_JOBS, use.get("jobs_running", Long.class));
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private @Nullable Tuple row(TenantId tenant, @Nullable String keyId) {
    return ((List<Tuple>)
            entities
                .createNativeQuery(
                    """
                    SELECT requests_per_minute, tokens_per_minute, concurrent_requests,
                      training_tokens_per_month, storage_bytes, running,
                      quota_level(requests_used, used_at, requests_per_minute, now()) AS requests_used,
                      quota_level(tokens_used, used_at, tokens_per_minute, now()) AS tokens_used
                    FROM quota
                    WHERE tenant_id = :tenant AND key_id IS NOT DISTINCT FROM CAST(:key AS text)
                    """,
                    Tuple.class)
                .setParameter("tenant", tenant.value())
                .setParameter("key", keyId)
                .getResultList())
        .stream().findFirst().orElse(null);
  }
}
