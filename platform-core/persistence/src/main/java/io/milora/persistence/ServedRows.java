package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Map;
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
    return tenant == null
        ? transactions.callForPlatform(
            () -> query(sql.formatted("_of_all"), window, filter.tenant(), filter, parameters))
        : transactions.call(
            tenant, () -> query(sql.formatted(""), window, tenant, filter, parameters));
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<Tuple> query(
      String sql,
      ServedWindow window,
      @Nullable TenantId tenant,
      ServedFilter filter,
      Map<String, ?> parameters) {
    Query query =
        entities
            .createNativeQuery(sql, Tuple.class)
            .setParameter("span", window.span().name())
            .setParameter("from", window.from())
            .setParameter("to", window.to())
            .setParameter("tenant", tenant == null ? null : tenant.value())
            .setParameter("adapter", filter.adapter())
            .setParameter("worker", filter.worker());
    parameters.forEach(query::setParameter);
    return query.getResultList();
  }
}
