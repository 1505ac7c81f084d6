package io.milora.tenantmanager.members;

import io.milora.model.MemberRole;
import io.milora.model.TenantId;
import io.milora.persistence.MemberEntity;
import io.milora.persistence.MemberState;
import io.milora.persistence.Members;
import io.milora.persistence.TenantEntity;
import io.milora.persistence.Tenants;
import io.milora.tenantmanager.members.OrganizationDirectory.Joined;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Brings the identity provider to what the database says, at once when something changes, and every
 * few seconds for what failed then: a provider that was away loses nothing. Any number of programs
 * may do it at the same time, as each step may be repeated.
 */
@ApplicationScoped
public class Reconciliation {
  private static final Logger LOG = Logger.getLogger(Reconciliation.class);
  private static final Duration TURN = Duration.ofSeconds(5);

  private final Tenants tenants;
  private final Members members;
  private final OrganizationDirectory directory;
  private final Lock following = new ReentrantLock(); // requests and the turns meet here
  private final CountDownLatch stopped = new CountDownLatch(1);

  Reconciliation(Tenants tenants, Members members, OrganizationDirectory directory) {
    this.tenants = tenants;
    this.members = members;
    this.directory = directory;
  }

  void start(@Observes StartupEvent started) {
    if (directory.isKept()) {
      Thread.ofPlatform().daemon().name("reconciliation").start(this::run);
    }
  }

  void stop(@Observes ShutdownEvent end) {
    stopped.countDown();
  }

  /** Does what can be done now; the rest comes later. */
  public void tryNow(TenantId tenant) {
    if (directory.isKept()) {
      try {
        follow(tenant);
      } catch (DirectoryException e) {
        LOG.warnf("Members of %s wait for the identity provider: %s", tenant, e.getMessage());
      } catch (RuntimeException e) {
        // Another program may be at the same members; what was asked for is done, this can wait.
        LOG.warnf(e, "Members of %s are reconciled in the next turn", tenant);
      }
    }
  }

  /**
   * Removes a tenant's organisation; does nothing the second time.
   *
   * @throws DirectoryException if the provider is away or refuses
   */
  public void dissolve(TenantId id) {
    if (directory.isKept()) {
      following.lock();
      try {
        TenantEntity tenant = tenants.get(id);
        directory.removeOrganization(tenant.organizationId, tenant.name);
      } finally {
        following.unlock();
      }
    }
  }

  /**
   * Follows all wishes of a tenant.
   *
   * @return the one-time passwords of people that were made, by member
   * @throws DirectoryException if the provider is away or refuses something; what it did is noted
   */
  Map<String, String> follow(TenantId tenant) {
    following.lock();
    try {
      return followAlone(tenant);
    } finally {
      following.unlock();
    }
  }

  private Map<String, String> followAlone(TenantId tenant) {
    String organization = organization(tenant);
    Map<String, String> passwords = new HashMap<>();
    DirectoryException failure = null;
    for (MemberEntity member : members.list(tenant)) {
      try {
        follow(tenant, organization, member)
            .ifPresent(password -> passwords.put(member.id, password));
      } catch (DirectoryException e) {
        failure = e; // the others are not to wait for this one
      }
    }
    if (failure != null) {
      throw failure;
    }
    return passwords;
  }

  private Optional<String> follow(TenantId tenant, String organization, MemberEntity member) {
    if (member.state == MemberState.PENDING) {
      Joined joined = directory.ensureMember(organization, member);
      members.followed(tenant, member, joined.userId());
      return Optional.ofNullable(joined.oneTimePassword());
    }
    if (member.state == MemberState.REMOVING && member.userId != null) {
      directory.removeMember(organization, member.userId);
      members.followed(tenant, member, member.userId);
    }
    return Optional.empty();
  }

  private String organization(TenantId id) {
    TenantEntity tenant = tenants.get(id);
    if (tenant.organizationId != null) {
      return tenant.organizationId;
    }
    String organization = directory.ensureOrganization(tenant.name);
    for (OrganizationDirectory.Person person : directory.people(organization)) {
      MemberRole role = person.role();
      members.followed(id, members.want(id, person.email(), role), person.userId());
    }
    tenants.setOrganization(id, organization);
    return organization;
  }

  private void run() {
    try {
      do {
        turn();
      } while (!stopped.await(TURN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    try {
      tenants.toReconcile().forEach(this::tryNow);
    } catch (RuntimeException e) {
      LOG.warn("Reconciliation is tried again in a moment", e);
    }
  }
}
