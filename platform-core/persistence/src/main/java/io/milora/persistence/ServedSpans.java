package io.milora.persistence;

import io.milora.model.json.MiloraJson;
import io.milora.persistence.ServedSpan.LatencyKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Keeps what was served. Read by {@link UsageReader} and {@link LatencyReader}. */
@ApplicationScoped
public class ServedSpans {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final SlowRequests slowRequests;

  ServedSpans(TenantTransactions transactions, EntityManager entities, SlowRequests slowRequests) {
    this.transactions = transactions;
    this.entities = entities;
    this.slowRequests = slowRequests;
  }

  private record UsageRow(
      String keyId,
      String model,
      String adapterHash,
      long requests,
      long errors,
      long promptTokens,
      long completionTokens,
      long cachedTokens) {}

  private record LatencyRow(
      String adapterHash, String kind, long count, String histogram, boolean inTotal) {}

  /**
   * Replaces what the worker wrote of the same piece before: all of it or nothing. Does nothing for
   * a tenant that is gone.
   *
   * @param worker differs between any two runs of a program
   */
  public void put(String worker, ServedSpan served) {
    transactions.run(
        served.tenant(),
        () -> {
          putUsage(worker, served);
          putLatencies(worker, served);
          if (!served.slowest().isEmpty()) {
            slowRequests.put(worker, served);
          }
        });
  }

  /** Deletes what began before, of all tenants. */
  public void forget(Instant minutesBefore, Instant hoursBefore) {
    transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery("SELECT 1 FROM forget_served(:minutes, :hours)")
                .setParameter("minutes", minutesBefore)
                .setParameter("hours", hoursBefore)
                .getResultList());
  }

  private void putUsage(String worker, ServedSpan served) {
    List<UsageRow> rows =
        served.usage().entrySet().stream()
            .map(
                entry ->
                    new UsageRow(
                        entry.getKey().keyId(),
                        entry.getKey().model(),
                        entry.getKey().adapter(),
                        entry.getValue().requests(),
                        entry.getValue().errors(),
                        entry.getValue().promptTokens(),
                        entry.getValue().completionTokens(),
                        entry.getValue().cachedTokens()))
            .toList();
    put(
        worker,
        served,
        """
        INSERT INTO %s (start, tenant_id, worker_id, key_id, model, adapter_hash, requests, errors,
                        prompt_tokens, completion_tokens, cached_tokens)
        SELECT :start, t.id, :worker, r.* FROM tenant t, jsonb_to_recordset(CAST(:rows AS jsonb))
          AS r (key_id text, model text, adapter_hash text, requests bigint, errors bigint,
                prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint)
        WHERE t.id = :tenant
        ON CONFLICT (tenant_id, start, worker_id, key_id, model, adapter_hash) DO UPDATE
        SET requests = excluded.requests, errors = excluded.errors,
            prompt_tokens = excluded.prompt_tokens,
            completion_tokens = excluded.completion_tokens, cached_tokens = excluded.cached_tokens
        """
            .formatted(served.span().table("usage")),
        rows);
  }

  private void putLatencies(String worker, ServedSpan served) {
    List<LatencyRow> rows =
        served.latencies().entrySet().stream()
            .map(
                entry ->
                    new LatencyRow(
                        entry.getKey().adapter(),
                        entry.getKey().kind().name(),
                        entry.getValue().count(),
                        Base64.getEncoder().encodeToString(entry.getValue().encode()),
                        isInTotal(entry.getKey(), served)))
            .toList();
    put(
        worker,
        served,
        """
        INSERT INTO %s (start, tenant_id, worker_id, adapter_hash, kind, count, histogram, in_total)
        SELECT :start, t.id, :worker, r.adapter_hash, r.kind, r.count, decode(r.histogram, 'base64'),
               r.in_total
        FROM tenant t, jsonb_to_recordset(CAST(:rows AS jsonb))
          AS r (adapter_hash text, kind text, count bigint, histogram text, in_total boolean)
        WHERE t.id = :tenant
        ON CONFLICT (tenant_id, kind, start, worker_id, adapter_hash) DO UPDATE
        SET count = excluded.count, histogram = excluded.histogram
        """
            .formatted(served.span().table("latency")),
        rows);
  }

  private static boolean isInTotal(LatencyKey key, ServedSpan served) {
    return !key.adapter().equals(ServedSpan.ALL_ADAPTERS)
        && served.latencies().containsKey(new LatencyKey(key.kind(), ServedSpan.ALL_ADAPTERS));
  }

  private void put(String worker, ServedSpan served, String sql, List<?> rows) {
    entities
        .createNativeQuery(sql)
        .setParameter("start", served.start())
        .setParameter("worker", worker)
        .setParameter("tenant", served.tenant().value())
        .setParameter("rows", MiloraJson.write(rows))
        .executeUpdate();
  }
}
