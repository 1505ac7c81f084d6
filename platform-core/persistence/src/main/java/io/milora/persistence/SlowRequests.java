package io.milora.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The slowest requests of each minute: a tenant its own, operators everybody's. */
@ApplicationScoped
public class SlowRequests {
  private static final ObjectMapper JSON = MiloraJson.mapper();

  private final TenantTransactions transactions;
  private final EntityManager entities;

  SlowRequests(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  private record Row(
      String requestId,
      String at,
      String keyId,
      String model,
      String adapterHash,
      int promptTokens,
      int completionTokens,
      Map<String, Long> latencies) {}

  /** Replaces those of a worker's minute; in the tenant's transaction that is under way. */
  void put(String worker, ServedSpan served) {
    List<Row> rows = served.slowest().stream().map(SlowRequests::row).toList();
    entities
        .createNativeQuery(
            """
            WITH slowest AS (
              SELECT r.* FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                AS r (request_id text, at timestamptz, key_id text, model text, adapter_hash text,
                      prompt_tokens integer, completion_tokens integer, latencies jsonb)
            ), gone AS (
              DELETE FROM slow_request s
              WHERE s.tenant_id = :tenant AND s.start = :start AND s.worker_id = :worker
                AND s.request_id NOT IN (SELECT request_id FROM slowest)
            )
            INSERT INTO slow_request (start, tenant_id, worker_id, request_id, at, key_id, model,
                                      adapter_hash, prompt_tokens, completion_tokens, latencies)
            SELECT :start, t.id, :worker, slowest.* FROM tenant t, slowest WHERE t.id = :tenant
            ON CONFLICT DO NOTHING
            """)
        .setParameter("rows", MiloraJson.write(rows))
        .setParameter("tenant", served.tenant().value())
        .setParameter("start", served.start())
        .setParameter("worker", worker)
        .executeUpdate();
  }

  private static Row row(SlowRequest request) {
    return new Row(
        request.id(),
        request.at().toString(),
        request.keyId(),
        request.model(),
        request.adapter(),
        request.promptTokens(),
        request.completionTokens(),
        request.latencies().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().name(), e -> e.getValue().toNanos() / 1000)));
  }

  /**
   * Those of a window, the slowest first.
   *
   * @param tenant null for all tenants, for operators
   * @param kind by what they are slow
   */
  public List<SlowRequest.Found> read(
      @Nullable TenantId tenant,
      Instant from,
      Instant to,
      ServedFilter filter,
      LatencyKind kind,
      int limit) {
    String function = tenant == null ? "slow_rows_of_all" : "slow_rows";
    TenantId one = tenant == null ? filter.tenant() : tenant;
    return tenant == null
        ? transactions.callForPlatform(() -> find(function, one, from, to, filter, kind, limit))
        : transactions.call(tenant, () -> find(function, one, from, to, filter, kind, limit));
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<SlowRequest.Found> find(
      String function,
      @Nullable TenantId tenant,
      Instant from,
      Instant to,
      ServedFilter filter,
      LatencyKind kind,
      int limit) {
    List<Tuple> rows =
        entities
            .createNativeQuery(
                """
                SELECT tenant_id, worker_id, request_id, at, key_id, model, adapter_hash,
                  prompt_tokens, completion_tokens, CAST(latencies AS text) AS latencies
                FROM %s(:from, :to, :kind, CAST(:tenant AS text), CAST(:adapter AS text),
                        CAST(:worker AS text), :limit)
                """
                    .formatted(function),
                Tuple.class)
            .setParameter("from", from)
            .setParameter("to", to)
            .setParameter("kind", kind.name())
            .setParameter("tenant", tenant == null ? null : tenant.value())
            .setParameter("adapter", filter.adapter())
            .setParameter("worker", filter.worker())
            .setParameter("limit", limit)
            .getResultList();
    return rows.stream().map(SlowRequests::found).toList();
  }

  private static SlowRequest.Found found(Tuple row) {
    return new SlowRequest.Found(
        new TenantId(row.get("tenant_id", String.class)),
        row.get("worker_id", String.class),
        new SlowRequest(
            row.get("request_id", String.class),
            row.get("at", Instant.class),
            row.get("key_id", String.class),
            row.get("model", String.class),
            row.get("adapter_hash", String.class),
            row.get("prompt_tokens", Integer.class),
            row.get("completion_tokens", Integer.class),
            latencies(row.get("latencies", String.class))));
  }

  private static Map<LatencyKind, Duration> latencies(String json) {
    try {
      Map<String, Long> micros = JSON.readValue(json, new TypeReference<>() {});
      Map<LatencyKind, Duration> latencies = new EnumMap<>(LatencyKind.class);
      micros.forEach(
          (kind, value) ->
              latencies.put(LatencyKind.valueOf(kind), Duration.ofNanos(1000 * value)));
      return latencies;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database holds other latencies: " + json, e);
    }
  }
}
