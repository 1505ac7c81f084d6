package io.milora.tenantmanager.operators;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.model.TrainingShare;
import io.milora.model.openai.Page;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.Tenants;
import io.milora.persistence.TrainingShares;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Tenants and their first keys. */
@ApplicationScoped
class TenantService {
  private final Tenants tenants;
  private final ApiKeys keys;
  private final TrainingShares shares;

  TenantService(Tenants tenants, ApiKeys keys, TrainingShares shares) {
    this.tenants = tenants;
    this.keys = keys;
    this.shares = shares;
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
    return TenantView.of(tenants.create(name));
  }

  Page<TenantView> list() {
    List<TenantView> all = tenants.list().stream().map(TenantView::of).toList();
    return Page.of(all, false, TenantView::id);
  }

  /** A new key; the only time it is shown. */
  KeyView issueKey(String tenantName, String keyName, Set<Scope> scopes) {
    return KeyView.of(keys.issue(find(tenantName), keyName, scopes, null));
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
