package io.milora.tenantmanager.operators;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.TenantId;
import io.milora.model.TrainingShare;
import io.milora.model.openai.Page;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.JobFilter;
import io.milora.persistence.Jobs;
import io.milora.persistence.KeyTerms;
import io.milora.persistence.TenantDeletions;
import io.milora.persistence.TenantEntity;
import io.milora.persistence.TenantState;
import io.milora.persistence.Tenants;
import io.milora.persistence.TrainingShares;
import io.milora.tenantmanager.keys.ApiKeyView;
import io.milora.tenantmanager.members.Reconciliation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tenants and their first keys. */
@ApplicationScoped
class TenantService {
  private static final int ALL = 100_000;
  private static final Set<JobStatus> PAUSABLE = EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING);

  private final Tenants tenants;
  private final ApiKeys keys;
  private final TrainingShares shares;
  private final Jobs jobs;
  private final Reconciliation reconciliation;
  private final TenantDeletions deletions;
  private final DeletionConfig config;

  TenantService(
      Tenants tenants,
      ApiKeys keys,
      TrainingShares shares,
      Jobs jobs,
      Reconciliation reconciliation,
      TenantDeletions deletions,
      DeletionConfig config) {
    this.tenants = tenants;
    this.keys = keys;
    this.shares = shares;
    this.jobs = jobs;
    this.reconciliation = reconciliation;
    this.deletions = deletions;
    this.config = config;
  }

  /**
   * Creates a tenant.
   *
   * @throws ApiException if the name is taken
   * @throws InvalidInputException if the name has another shape
   */
  TenantView create(String name) {
    if (tenants.find(name).isPresent()) {
      throw new ApiException(
          ErrorKind.CONFLICT, "There is already a tenant '" + name + "'.", "name", "name_taken");
    }
    TenantEntity tenant = tenants.create(name);
    reconciliation.tryNow(tenant.tenantId());
    return TenantView.of(tenant);
  }

  Page<TenantView> list() {
    List<TenantView> all = tenants.list().stream().map(TenantView::of).toList();
    return Page.of(all, false, TenantView::id);
  }

  /** A new key; the only time it is shown. */
  ApiKeyView issueKey(String tenantName, KeyTerms terms) {
    return ApiKeyView.of(keys.issue(find(tenantName), terms));
  }

  /** Refuses all its credentials from now on, and pauses its jobs; nothing is lost. */
  TenantView suspend(String tenantName) {
    TenantId tenant = find(tenantName);
    TenantView suspended = TenantView.of(tenants.suspend(tenant));
    pauseJobs(tenant);
    return suspended;
  }

  private void pauseJobs(TenantId tenant) {
    jobs.list(tenant, JobFilter.NONE, null, ALL).stream()
        .filter(job -> PAUSABLE.contains(job.status))
        .forEach(job -> jobs.pause(tenant, job.id));
  }

  /** Accepts its credentials again; its jobs wait until the tenant resumes them. */
  TenantView resume(String tenantName) {
    return TenantView.of(tenants.resume(find(tenantName)));
  }

  /**
   * Refuses all its credentials from now on and pauses its jobs; after the time of grace {@link
   * TenantRemoval} removes everything.
   *
   * @throws ApiException if its time has come already
   */
  TenantView delete(String tenantName, DeletionRequest request) {
    TenantId tenant = find(tenantName);
    Duration grace = request.grace().orElse(config.deletionGrace());
    TenantEntity scheduled =
        deletions.schedule(tenant, grace).orElseThrow(() -> beingRemoved(tenantName));
    pauseJobs(tenant);
    return TenantView.of(scheduled);
  }

  /**
   * Takes a deletion back; a suspension from before goes on, and jobs wait until the tenant resumes
   * them.
   *
   * @throws ApiException if its time has come, or it is not to be deleted
   */
  TenantView restore(String tenantName) {
    TenantId tenant = find(tenantName);
    if (tenants.get(tenant).state() != TenantState.DELETING) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "The tenant '%s' is not to be deleted.".formatted(tenantName),
          "name",
          "not_deleting");
    }
    return TenantView.of(deletions.restore(tenant).orElseThrow(() -> beingRemoved(tenantName)));
  }

  private static ApiException beingRemoved(String tenantName) {
    return new ApiException(
        ErrorKind.CONFLICT,
        "The time of the tenant '%s' has come; it is being removed.".formatted(tenantName),
        "name",
        "being_removed");
  }

  TrainingShare trainingShare(String tenantName) {
    return shares.get(find(tenantName));
  }

  /** In force at once; jobs that run go on. */
  TrainingShare setTrainingShare(String tenantName, TrainingShare share) {
    shares.set(find(tenantName), share);
    return share;
  }

  private TenantId find(String tenantName) {
    return tenants
        .find(tenantName)
        .orElseThrow(
            () ->
                ApiException.notFound("No such tenant: " + tenantName, "name", "tenant_not_found"));
  }
}
