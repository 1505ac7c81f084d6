package io.milora.tenantmanager.keys;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.ApiKeyEntity;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.KeyTerms;
import io.milora.persistence.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** A tenant's keys. */
@ApplicationScoped
class KeyService {
  private final ApiKeys keys;
  private final TenantTransactions transactions;

  KeyService(ApiKeys keys, TenantTransactions transactions) {
    this.keys = keys;
    this.transactions = transactions;
  }

  ApiKeyView issue(TenantId tenant, KeyTerms terms) {
    return ApiKeyView.of(keys.issue(tenant, terms));
  }

  Page<ApiKeyView> list(TenantId tenant) {
    List<ApiKeyView> all = keys.list(tenant).stream().map(ApiKeyView::of).toList();
    return Page.of(all, false, ApiKeyView::id);
  }

  /** A new key with the same terms; the old one ends after the overlap. */
  ApiKeyView rotate(TenantId tenant, String id, Duration overlap) {
    return transactions.call(
        tenant,
        () -> {
          ApiKeyEntity old = keys.hold(tenant, id).orElseThrow(() -> missing(id));
          if (!old.isActive() || old.rotatedTo != null) {
            throw new ApiException(
                ErrorKind.CONFLICT,
                "The key %s is revoked, expired or was rotated already; make a new one instead."
                    .formatted(id),
                null,
                "key_not_active");
          }
          return ApiKeyView.of(keys.rotate(tenant, old, overlap));
        });
  }

  Deleted revoke(TenantId tenant, String id) {
    if (!keys.revoke(tenant, id)) {
      throw missing(id);
    }
    return new Deleted(id, ApiKeyView.OBJECT, true);
  }

  private static ApiException missing(String id) {
    return ApiException.notFound("There is no API key " + id + ".", null, "key_not_found");
  }
}
