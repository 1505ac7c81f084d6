package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.List;
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
   * Runs a query over the rows of a window.
   *
   * @param tenant null for all tenants
   * @param kind of rows, {@code usage} or {@code latency}
   * @param select what to select of them
   * @param rest what comes behind the condition
   */
  List<Tuple> read(
      @Nullable TenantId tenant, ServedWindow window, String kind, String select, String rest) {
    return tenant == null
        ? transactions.callForPlatform(
            () ->
                query(window, select, kind + "_of_all('" + window.span() + "', :from, :to)", rest))
        : transactions.call(tenant, () -> query(window, select, window.span().table(kind), rest));
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<Tuple> query(ServedWindow window, String select, String rows, String rest) {
    return entities
        .createNativeQuery(
            "SELECT " + select + " FROM " + rows + " WHERE start >= :from AND start < :to " + rest,
            Tuple.class)
        .setParameter("from", window.from())
        .setParameter("to", window.to())
        .getResultList();
  }
}
