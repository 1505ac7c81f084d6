package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests that are done once, however often they are sent. */
@ApplicationScoped
public class IdempotentRequests {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  IdempotentRequests(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Does something, or finds what was answered when it was done. Who sends the same request while
   * it is being done waits; if it fails, nothing is remembered. Answers are kept for a day.
   *
   * @param operation what is asked for, such as {@code POST /v1/fine_tuning/jobs}
   * @param key how the client names the request
   * @param requestHash SHA-256 of the request, hexadecimal
   * @param work gives the answer, JSON; runs in the transaction that remembers it
   * @throws IdempotencyKeyReusedException if the key named another request
   */
  public String once(
      TenantId tenant, String operation, String key, String requestHash, Supplier<String> work) {
    return transactions.call(
        tenant,
        () -> {
          forgetOldOnes();
          if (!claim(tenant, operation, key, requestHash)) {
            return find(operation, key, requestHash).orElseThrow();
          }
          String answer = work.get();
          note(operation, key, answer);
          return answer;
        });
  }

  /**
   * What was answered, if this was done.
   *
   * @throws IdempotencyKeyReusedException if the key named another request
   */
  public Optional<String> answer(
      TenantId tenant, String operation, String key, String requestHash) {
    return transactions.call(
        tenant,
        () -> {
          forgetOldOnes();
          return find(operation, key, requestHash);
        });
  }

  /**
   * Notes an answer in the transaction that does what is asked for.
   *
   * @throws AnsweredMeanwhileException if somebody else has done it; the transaction must not be
   *     committed then
   */
  public void remember(
      TenantId tenant, String operation, String key, String requestHash, String answer) {
    transactions.run(
        tenant,
        () -> {
          if (!claim(tenant, operation, key, requestHash)) {
            throw new AnsweredMeanwhileException(operation);
          }
          note(operation, key, answer);
        });
  }

  private void forgetOldOnes() {
    entities
        .createNativeQuery(
            "DELETE FROM idempotent_request WHERE created_at < now() - interval '1 day'")
        .executeUpdate();
  }

  private boolean claim(TenantId tenant, String operation, String key, String requestHash) {
    return entities
            .createNativeQuery(
                """
                INSERT INTO idempotent_request (tenant_id, operation, key, request)
                VALUES (:tenant, :operation, :key, :request) ON CONFLICT DO NOTHING
                """)
            .setParameter("tenant", tenant.value())
            .setParameter("operation", operation)
            .setParameter("key", key)
            .setParameter("request", requestHash)
            .executeUpdate()
        > 0;
  }

  private void note(String operation, String key, String answer) {
    entities
        .createNativeQuery(
            """
            UPDATE idempotent_request SET answer = CAST(:answer AS json)
            WHERE operation = :operation AND key = :key
            """)
        .setParameter("answer", answer)
        .setParameter("operation", operation)
        .setParameter("key", key)
        .executeUpdate();
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private Optional<String> find(String operation, String key, String requestHash) {
    List<Tuple> rows =
        entities
            .createNativeQuery(
                """
                SELECT request, CAST(answer AS text) AS answer FROM idempotent_request
                WHERE operation = :operation AND key = :key
                """,
                Tuple.class)
            .setParameter("operation", operation)
            .setParameter("key", key)
            .getResultList();
    for (Tuple row : rows) {
      if (!row.get("request", String.class).equals(requestHash)) {
        throw new IdempotencyKeyReusedException(key);
      }
    }
    return rows.stream().map(row -> row.get("answer", String.class)).findFirst();
  }
}
