package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All rows of a tenant, whatever tables there are, as far as the program's role may read them.
 * Columns whose names begin with {@code secret} are left out.
 */
@ApplicationScoped
public class TenantTables {
  private static final int ROWS_AT_ONCE = 500;

  private final TenantTransactions transactions;
  private final EntityManager entities;

  TenantTables(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /** The tables that have a tenant's rows, by name. */
  @SuppressWarnings("unchecked") // JPA's native queries of one column have no type parameter
  public List<String> names() {
    return transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery(
                    """
                    SELECT CAST(t.relname AS text) FROM pg_class t
                    WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind = 'r'
                      AND has_table_privilege(t.oid, 'SELECT')
                      AND EXISTS (SELECT FROM pg_attribute c
                                  WHERE c.attrelid = t.oid AND c.attname = 'tenant_id')
                    ORDER BY 1
                    """,
                    String.class)
                .getResultList());
  }

  /**
   * The rows of a table, each as a JSON object of its columns, as they are at one moment; read in
   * constant memory.
   *
   * @param table one of {@link #names}
   */
  @SuppressWarnings("unchecked") // JPA's native queries of one column have no type parameter
  public void read(TenantId tenant, String table, Consumer<String> row) {
    if (!names().contains(table)) {
      throw new IllegalArgumentException("No table of tenants: " + table);
    }
    transactions.run(
        tenant,
        () -> {
          try (Stream<String> rows =
              entities
                  .createNativeQuery(
                      """
                      SELECT CAST(to_jsonb(t) - ARRAY(
                          SELECT CAST(column_name AS text) FROM information_schema.columns
                          WHERE table_schema = current_schema() AND table_name = '%1$s'
                            AND column_name LIKE 'secret%%') AS text)
                      FROM %1$s t
                      WHERE tenant_id = :tenant
                      """
                          .formatted(table),
                      String.class)
                  .setParameter("tenant", tenant.value())
                  .setHint("org.hibernate.fetchSize", ROWS_AT_ONCE)
                  .getResultStream()) {
            rows.forEach(row);
          }
        });
  }
}
