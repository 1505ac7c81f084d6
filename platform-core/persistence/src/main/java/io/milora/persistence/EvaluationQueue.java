package io.milora.persistence;

import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.evaluation.WorstRow;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The evaluations of all tenants, as workers see them, with leases and fencing like those of {@link
 * JobQueue}; a lease's {@code jobId} is the evaluation's id.
 */
@ApplicationScoped
public class EvaluationQueue {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  EvaluationQueue(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Takes the next evaluation that waits or whose lease has expired; tenants take turns.
   *
   * @param worker id of the caller
   * @param duration until the lease expires unless renewed; whole seconds
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Optional<Lease> claim(String worker, Duration duration) {
    return transactions.callForPlatform(
        () ->
            ((List<Tuple>)
                    entities
                        .createNativeQuery(
                            "SELECT * FROM claim_evaluation(:worker, :seconds, :attempts)",
                            Tuple.class)
                        .setParameter("worker", worker)
                        .setParameter("seconds", Math.toIntExact(duration.toSeconds()))
                        .setParameter("attempts", JobQueue.MAX_ATTEMPTS)
                        .getResultList())
                .stream()
                    .findFirst()
                    .map(
                        row ->
                            new Lease(
                                new TenantId(row.get("tenant_id", String.class)),
                                row.get("evaluation_id", String.class),
                                row.get("fencing_token", Long.class))));
  }

  /**
   * What was asked.
   *
   * @throws LeaseLostException if the lease does not hold
   */
  public EvaluationEntity read(Lease lease) {
    return transactions.call(lease.tenant(), () -> lock(lease));
  }

  /**
   * Renews the lease.
   *
   * @throws LeaseLostException if the lease does not hold any more
   */
  public void heartbeat(Lease lease, Duration duration) {
    write(
        lease,
        evaluation ->
            entities
                .createNativeQuery(
                    "UPDATE evaluation SET lease_until = clock_timestamp() + make_interval(secs => :seconds) WHERE id = :id")
                .setParameter("seconds", duration.toSeconds())
                .setParameter("id", evaluation.id)
                .executeUpdate());
  }

  /** Gives it back, to be claimed by anybody; this does not count as an attempt. */
  public void giveBack(Lease lease) {
    write(
        lease,
        evaluation -> {
          evaluation.status = EvaluationStatus.QUEUED;
          evaluation.workerId = null;
          evaluation.leaseUntil = null;
          evaluation.attempts--;
        });
  }

  /** Ends it with what was found. */
  public void succeed(Lease lease, EvaluationReport report, List<WorstRow> worst) {
    write(
        lease,
        evaluation -> {
          end(evaluation, EvaluationStatus.SUCCEEDED);
          evaluation.report = MiloraJson.write(report);
          evaluation.worstRows = MiloraJson.write(worst);
        });
  }

  /** Ends it as failed. */
  public void fail(Lease lease, Problem problem) {
    write(
        lease,
        evaluation -> {
          end(evaluation, EvaluationStatus.FAILED);
          evaluation.errorCode = problem.code();
          evaluation.errorMessage = problem.message();
          evaluation.errorParam = problem.param();
        });
  }

  private static void end(EvaluationEntity evaluation, EvaluationStatus status) {
    evaluation.status = status;
    evaluation.finishedAt = Instant.now();
    evaluation.workerId = null;
    evaluation.leaseUntil = null;
  }

  private void write(Lease lease, Consumer<EvaluationEntity> work) {
    transactions.run(lease.tenant(), () -> work.accept(lock(lease)));
  }

  private EvaluationEntity lock(Lease lease) {
    EvaluationEntity evaluation =
        entities.find(EvaluationEntity.class, lease.jobId(), LockModeType.PESSIMISTIC_WRITE);
    if (evaluation == null
        || evaluation.status != EvaluationStatus.RUNNING
        || evaluation.fencingToken != lease.fencingToken()) {
      throw new LeaseLostException(lease);
    }
    return evaluation;
  }
}
