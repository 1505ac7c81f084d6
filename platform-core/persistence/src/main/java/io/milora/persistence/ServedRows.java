package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what was served: a tenant its own, operators everybody's. */
@ApplicationScoped
class ServedRows {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  ServedRows(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Runs a query over the latencies of a window.
   *
   * @param tenant null for all tenants
   * @param kinds with commas between
   * @param byAdapter whether rows of single adapters are needed
   */
  List<Tuple> latencies(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String kinds,
      boolean byAdapter) {
    return read(
        tenant,
        window,
        filter,
        """
        SELECT CAST(extract(epoch FROM start) AS bigint) AS start, kind, tenant_id, adapter_hash,
          worker_id, histogram
        FROM latency_rows%s(:span, :from, :to, :kinds, CAST(:tenant AS text), CAST(:adapter AS text),
          CAST(:worker AS text), :by_adapter)
        """,
        Map.of("kinds", kinds, "by_adapter", byAdapter));
  }

  /** As {@link #latencies}, of whole days as far as they are added up; no worker is known then. */
  List<Tuple> latencyDays(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String kinds,
      boolean byAdapter) {
    return days(
        tenant,
        window,
        filter,
        null,
        """
        SELECT CAST(extract(epoch FROM start) AS bigint) AS start, kind, tenant_id, adapter_hash,
          '' AS worker_id, histogram
        FROM latency_days%s(:from, :to, :kinds, CAST(:tenant AS text), CAST(:adapters AS text), :by_adapter)
        """,
        Map.of("kinds", kinds, "by_adapter", byAdapter));
  }

  /**
   * As {@link #latencyDays}, of some adapters and, with {@code of_all}, of all together. Both are
   * what is there at one moment: what is deleted meanwhile is in both or in none.
   *
   * @param adapters content hashes
   */
  List<Tuple> latencyDaysOfSomeAndAll(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String kinds,
      Collection<String> adapters) {
    return days(
        tenant,
        window,
        filter,
        adapters,
        """
        SELECT CAST(extract(epoch FROM start) AS bigint) AS start, kind, tenant_id, adapter_hash,
          false AS of_all, histogram
        FROM latency_days%1$s(:from, :to, :kinds, CAST(:tenant AS text), CAST(:adapters AS text), true)
        UNION ALL
        SELECT CAST(extract(epoch FROM start) AS bigint), kind, tenant_id, adapter_hash, true, histogram
        FROM latency_days%1$s(:from, :to, :kinds, CAST(:tenant AS text), NULL, false)
        """,
        Map.of("kinds", kinds));
  }

  /** The adapters with most latencies of these kinds, in this order; from whole days, too. */
  List<String> busiest(
      @Nullable TenantId tenant, ServedWindow window, ServedFilter filter, String kinds, int most) {
    return run(
            tenant,
            window,
            filter,
            "SELECT adapter_hash FROM busiest_adapters%s(:from, :to, :kinds, CAST(:tenant AS text), :most)",
            Map.of("kinds", kinds, "most", most))
        .stream()
        .map(row -> row.get("adapter_hash", String.class))
        .toList();
  }

  /** As {@link #usage}, of whole days as far as they are added up; no worker is known then. */
  List<Tuple> usageDays(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String select,
      String rest) {
    return days(
        tenant,
        window,
        filter,
        null,
        "SELECT "
            + select
            + " FROM usage_days%s(:from, :to, CAST(:tenant AS text), CAST(:adapters AS text)) "
            + rest,
        Map.of());
  }

  private List<Tuple> days(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      @Nullable Collection<String> adapters,
      String sql,
      Map<String, Object> parameters) {
    Map<String, @Nullable Object> all = new HashMap<>(parameters);
    all.put("adapters", named(filter.adapter(), adapters));
    return run(tenant, window, filter, sql, all);
  }

  private static @Nullable String named(
      @Nullable String adapter, @Nullable Collection<String> adapters) {
    Collection<String> wanted = adapter == null ? adapters : List.of(adapter);
    return wanted == null
        ? null
        : wanted.stream().map(name -> name.isEmpty() ? "-" : name).collect(Collectors.joining(","));
  }

  /**
   * Runs a query over the usage of a window.
   *
   * @param tenant null for all tenants
   * @param select what to select of the rows
   * @param rest what comes behind them
   */
  List<Tuple> usage(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String select,
      String rest) {
    return read(
        tenant,
        window,
        filter,
        "SELECT "
            + select
            + " FROM usage_rows%s(:span, :from, :to, CAST(:tenant AS text), CAST(:adapter AS text),"
            + " CAST(:worker AS text)) "
            + rest,
        Map.of());
  }

  private List<Tuple> read(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String sql,
      Map<String, ?> parameters) {
    Map<String, @Nullable Object> all = new HashMap<>(parameters);
    all.put("span", window.span().name());
    all.put("adapter", filter.adapter());
    all.put("worker", filter.worker());
    return run(tenant, window, filter, sql, all);
  }

  private List<Tuple> run(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      String sql,
      Map<String, @Nullable Object> parameters) {
    return tenant == null
        ? transactions.callForPlatform(
            () -> query(sql.formatted("_of_all"), window, filter.tenant(), parameters))
        : transactions.call(tenant, () -> query(sql.formatted(""), window, tenant, parameters));
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<Tuple> query(
      String sql,
      ServedWindow window,
      @Nullable TenantId tenant,
      Map<String, @Nullable Object> parameters) {
    Query query =
        entities
            .createNativeQuery(sql, Tuple.class)
            .setParameter("from", window.from())
            .setParameter("to", window.to())
            .setParameter("tenant", tenant == null ? null : tenant.value());
    parameters.forEach(query::setParameter);
    return query.getResultList();
  }
}
