package io.milora.tenantmanager.quotas;

import io.milora.http.ApiException;
import io.milora.model.InvalidInputException;
import io.milora.model.QuotaLimits;
import io.milora.model.TenantId;
import io.milora.model.openai.Page;
import io.milora.persistence.Caller;
import io.milora.persistence.Quotas;
import io.milora.persistence.TenantTransactions;
import io.milora.persistence.Tenants;
import io.milora.tenantmanager.quotas.AllQuotasResource.TenantQuota;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Quotas, as operators, admins and other callers see them. */
@ApplicationScoped
class QuotaService {
  private final Quotas quotas;
  private final Tenants tenants;
  private final TenantTransactions transactions;

  QuotaService(Quotas quotas, Tenants tenants, TenantTransactions transactions) {
    this.quotas = quotas;
    this.tenants = tenants;
    this.transactions = transactions;
  }

  CallersQuota ofCaller(Caller caller) {
    TenantId tenant = caller.tenant();
    String key = caller.keyId();
    return transactions.call(
        tenant,
        () ->
            new CallersQuota(
                QuotaView.OBJECT, view(tenant, null), key == null ? null : view(tenant, key)));
  }

  /** Of all tenants by name, for operators. */
  Page<TenantQuota> ofAll() {
    return Page.of(
        quotas.ofAll().stream()
            .map(
                of ->
                    new TenantQuota(
                        of.tenant(),
                        QuotaAmounts.of(of.limits().values()),
                        QuotaAmounts.of(of.used())))
            .toList(),
        false,
        TenantQuota::tenant);
  }

  /**
   * Of a tenant, for operators.
   *
   * @throws ApiException if there is no such tenant
   */
  QuotaView ofTenant(String name) {
    return view(find(name), null);
  }

  /**
   * Replaces a tenant's limits.
   *
   * @throws ApiException if there is no such tenant
   */
  QuotaView set(String name, QuotaLimits limits) {
    TenantId tenant = find(name);
    quotas.setLimits(tenant, null, limits);
    return view(tenant, null);
  }

  /**
   * Of a key, for its tenant's admins.
   *
   * @throws ApiException if the tenant has no such key
   */
  QuotaView ofKey(TenantId tenant, String keyId) {
    requireKey(tenant, keyId);
    return view(tenant, keyId);
  }

  /**
   * Replaces a key's limits.
   *
   * @throws ApiException if the tenant has no such key
   * @throws InvalidInputException if a limit is one that keys cannot have
   */
  QuotaView set(TenantId tenant, String keyId, QuotaLimits limits) {
    requireKey(tenant, keyId);
    quotas.setLimits(tenant, keyId, limits);
    return view(tenant, keyId);
  }

  private QuotaView view(TenantId tenant, @Nullable String keyId) {
    return transactions.call(
        tenant,
        () ->
            new QuotaView(
                QuotaView.OBJECT,
                keyId,
                QuotaAmounts.of(quotas.limits(tenant, keyId).values()),
                QuotaAmounts.of(quotas.used(tenant, keyId))));
  }

  private TenantId find(String name) {
    return tenants
        .find(name)
        .orElseThrow(
            () -> ApiException.notFound("No such tenant: " + name, "name", "tenant_not_found"));
  }

  private void requireKey(TenantId tenant, String keyId) {
    if (!quotas.hasKey(tenant, keyId)) {
      throw ApiException.notFound("No such key: " + keyId, "key_id", "key_not_found");
    }
  }
}
