package io.milora.tenantmanager.operators;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.model.openai.Page;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Tenants and their first keys. */
@ApplicationScoped
class TenantService {
  private final Tenants tenants;
  private final ApiKeys keys;

  TenantService(Tenants tenants, ApiKeys keys) {
    this.tenants = tenants;
    this.keys = keys;
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
    TenantId tenant =
        tenants
            .find(tenantName)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "No such tenant: " + tenantName, "name", "tenant_not_found"));
    return KeyView.of(keys.issue(tenant, keyName, scopes, null));
  }
}
