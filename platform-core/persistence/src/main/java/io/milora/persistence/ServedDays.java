package io.milora.persistence;

import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the hours of days that are over. A day that is written to afterwards is to be added up
 * again, and is read from its hours until then: answers are exact at any time.
 */
@ApplicationScoped
public class ServedDays {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  ServedDays(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * A day of a tenant.
   *
   * @param start midnight of UTC
   */
  public record Day(TenantId tenant, Instant start) {}

  private record Sum(String adapter, boolean inTotal) {}

  private record Row(String adapterHash, boolean inTotal, long count, String histogram) {
    static Row of(Sum sum, LatencyHistogram latencies) {
      String histogram = Base64.getEncoder().encodeToString(latencies.encode());
      return new Row(sum.adapter(), sum.inTotal(), latencies.count(), histogram);
    }
  }

  /**
   * Days to add up, oldest first.
   *
   * @param endedBefore an hour or more ago: who writes to a younger day need not tell of it
   * @param most how many at most
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public List<Day> due(Instant endedBefore, int most) {
    List<Tuple> rows =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery(
                        """
                        SELECT tenant_id, CAST(extract(epoch FROM start) AS bigint) AS start
                        FROM days_to_add_up(:ended, :most)
                        """,
                        Tuple.class)
                    .setParameter("ended", endedBefore)
                    .setParameter("most", most)
                    .getResultList());
    return rows.stream()
        .map(
            row ->
                new Day(
                    new TenantId(row.get("tenant_id", String.class)),
                    Instant.ofEpochSecond(row.get("start", Long.class))))
        .toList();
  }

  /** Adds up a day, unless somebody else just has: all of it or nothing. */
  public void addUp(Day day) {
    transactions.run(
        day.tenant(),
        () -> {
          query(
                  "SELECT CAST(pg_advisory_xact_lock(hashtextextended('served_day ' || :tenant, 0)) AS text)",
                  Map.of("tenant", day.tenant().value()))
              .getSingleResult();
          if (update(
                  day,
                  "INSERT INTO served_day (tenant_id, start) VALUES (:tenant, :start) ON CONFLICT DO NOTHING")
              > 0) {
            addUpUsage(day);
            addUpLatencies(day);
          }
        });
  }

  private void addUpUsage(Day day) {
    update(day, "DELETE FROM usage_day WHERE tenant_id = :tenant AND start = :start");
    update(
        day,
        """
        INSERT INTO usage_day (start, tenant_id, key_id, model, adapter_hash, requests, errors, prompt_tokens,
                               completion_tokens, cached_tokens)
        SELECT CAST(:start AS timestamptz), tenant_id, key_id, model, adapter_hash, sum(requests), sum(errors),
               sum(prompt_tokens), sum(completion_tokens), sum(cached_tokens)
        FROM usage_hour
        WHERE tenant_id = :tenant AND start >= :start AND start < CAST(:start AS timestamptz) + interval '24 hours'
        GROUP BY tenant_id, key_id, model, adapter_hash
        """);
  }

  private void addUpLatencies(Day day) {
    update(day, "DELETE FROM latency_day WHERE tenant_id = :tenant AND start = :start");
    for (LatencyKind kind : LatencyKind.values()) {
      Map<Sum, LatencyParts> sums = new HashMap<>();
      for (Tuple hour : hours(day, kind)) {
        sums.computeIfAbsent(
                new Sum(
                    hour.get("adapter_hash", String.class), hour.get("in_total", Boolean.class)),
                sum -> new LatencyParts())
            .add(hour.get("histogram", byte[].class));
      }
      put(day, kind, sums);
    }
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<Tuple> hours(Day day, LatencyKind kind) {
    return entities
        .createNativeQuery(
            """
            SELECT adapter_hash, in_total, histogram FROM latency_hour
            WHERE tenant_id = :tenant AND kind = :kind
              AND start >= :start AND start < CAST(:start AS timestamptz) + interval '24 hours'
            """,
            Tuple.class)
        .setParameter("tenant", day.tenant().value())
        .setParameter("start", day.start())
        .setParameter("kind", kind.name())
        .getResultList();
  }

  private void put(Day day, LatencyKind kind, Map<Sum, LatencyParts> sums) {
    List<Row> rows = new ArrayList<>();
    sums.forEach((of, hours) -> rows.add(Row.of(of, hours.sum())));
    query(
            """
            INSERT INTO latency_day (start, tenant_id, kind, adapter_hash, in_total, count, histogram)
            SELECT :start, :tenant, :kind, r.adapter_hash, r.in_total, r.count, decode(r.histogram, 'base64')
            FROM jsonb_to_recordset(CAST(:rows AS jsonb))
              AS r (adapter_hash text, in_total boolean, count bigint, histogram text)
            """,
            Map.of(
                "start", day.start(),
                "tenant", day.tenant().value(),
                "kind", kind.name(),
                "rows", MiloraJson.write(rows)))
        .executeUpdate();
  }

  private int update(Day day, String sql) {
    return query(sql, Map.of("tenant", day.tenant().value(), "start", day.start())).executeUpdate();
  }

  private Query query(String sql, Map<String, Object> parameters) {
    Query query = entities.createNativeQuery(sql);
    parameters.forEach(query::setParameter);
    return query;
  }
}
