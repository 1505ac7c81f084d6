package io.milora.tenantmanager.operators;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import io.milora.persistence.Contents;
import io.milora.persistence.JobFilter;
import io.milora.persistence.Jobs;
import io.milora.persistence.TenantDeletions;
import io.milora.persistence.Tenants;
import io.milora.tenantmanager.members.Reconciliation;
import io.milora.tenantmanager.uploads.PartStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Removes tenants whose time has come: stops their jobs, then removes the organisation at the
 * identity provider, parts of uploads, all rows in one transaction, and at last bytes that no other
 * tenant has. Each step may be repeated, so after a kill, or while something is away, the next turn
 * goes on; any number of programs may do it at the same time.
 */
@ApplicationScoped
class TenantRemoval {
  private static final Logger LOG = Logger.getLogger(TenantRemoval.class);
  private static final int TURN_SECONDS = 2;
  private static final int ALL = 100_000;

  private final Tenants tenants;
  private final TenantDeletions deletions;
  private final Jobs jobs;
  private final Reconciliation organizations;
  private final PartStore parts;
  private final Contents contents;
  private final ArtifactStore artifacts;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tenant-removal").daemon().factory());

  TenantRemoval(
      Tenants tenants,
      TenantDeletions deletions,
      Jobs jobs,
      Reconciliation organizations,
      PartStore parts,
      Contents contents,
      ArtifactStore artifacts) {
    this.tenants = tenants;
    this.deletions = deletions;
    this.jobs = jobs;
    this.organizations = organizations;
    this.parts = parts;
    this.contents = contents;
    this.artifacts = artifacts;
  }

  void start(@Observes StartupEvent event) {
    var _ = thread.scheduleWithFixedDelay(this::turn, 0, TURN_SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void turn() {
    try {
      deletions.due().forEach(this::tryToRemove);
      contents.removeOrphans(this::removeBytes);
    } catch (RuntimeException e) { // the next turn may be better
      LOG.warnf("Removing what nobody has any more goes on later: %s", e.getMessage());
    }
  }

  private void tryToRemove(TenantId tenant) {
    try {
      remove(tenant);
    } catch (RuntimeException e) { // the others are not to wait for this one
      LOG.warnf("The tenant %s is removed later: %s", tenant, e.getMessage());
    }
  }

  private void remove(TenantId tenant) {
    cancelJobs(tenant);
    if (deletions.isWorkedFor(tenant)) {
      return; // a worker would leave bytes behind of which no row tells
    }
    String name = tenants.get(tenant).name;
    organizations.dissolve(tenant);
    parts.delete(deletions.uploadParts(tenant));
    deletions.delete(tenant, name);
    LOG.infof("The tenant %s (%s) is gone", name, tenant);
  }

  private void cancelJobs(TenantId tenant) {
    jobs.list(tenant, JobFilter.NONE, null, ALL).stream()
        .filter(job -> !job.status.isFinal() && !job.cancelRequested)
        .forEach(job -> jobs.cancel(tenant, job.id));
  }

  private void removeBytes(ContentHash content) {
    try {
      artifacts.delete(content);
    } catch (IOException e) {
      throw new UncheckedIOException("The bytes " + content + " cannot be removed", e);
    }
  }
}
