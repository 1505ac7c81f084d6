package io.milora.tenantmanager.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.ApiException;
import io.milora.model.TenantId;
import io.milora.model.openai.Page;
import io.milora.persistence.AuditAction;
import io.milora.persistence.AuditEventEntity;
import io.milora.persistence.AuditFilter;
import io.milora.persistence.AuditLog;
import io.milora.persistence.ListOrder;
import io.milora.persistence.TenantTransactions;
import io.milora.persistence.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit logs of tenants. */
@ApplicationScoped
class AuditService {
  private final AuditLog audit;
  private final Tenants tenants;
  private final TenantTransactions transactions;
  private final ObjectMapper json;

  AuditService(
      AuditLog audit, Tenants tenants, TenantTransactions transactions, ObjectMapper json) {
    this.audit = audit;
    this.tenants = tenants;
    this.transactions = transactions;
    this.json = json;
  }

  Page<AuditEvent> list(TenantId tenant, AuditQuery query) {
    List<AuditEvent> found =
        audit.list(tenant, query.filter(), query.order(), query.after(), query.limit() + 1).stream()
            .map(this::view)
            .toList();
    return Page.cut(found, query.limit(), AuditEvent::id);
  }

  /**
   * A tenant's log, for operators; that they read it is recorded there.
   *
   * @throws ApiException if there is no such tenant
   */
  Page<AuditEvent> listForOperator(String tenantName, AuditQuery query) {
    TenantId tenant =
        tenants
            .find(tenantName)
            .or(() -> gone(tenantName))
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "No such tenant: " + tenantName, "name", "tenant_not_found"));
    return transactions.call(
        tenant,
        () -> {
          Page<AuditEvent> page = list(tenant, query);
          audit.record(
              tenant,
              AuditAction.AUDIT_READ,
              tenantName,
              null,
              Map.of("events", page.data().size()));
          return page;
        });
  }

  /** A tenant's log outlives it, and is then found by its id. */
  private Optional<TenantId> gone(String id) {
    return TenantId.isShaped(id)
        ? Optional.of(new TenantId(id))
            .filter(
                tenant -> !audit.list(tenant, AuditFilter.ALL, ListOrder.ASC, null, 1).isEmpty())
        : Optional.empty();
  }

  AuditVerification verify() {
    return AuditVerification.of(audit.verify());
  }

  private AuditEvent view(AuditEventEntity event) {
    return AuditEvent.of(event, read(event.before), read(event.after));
  }

  private @Nullable JsonNode read(@Nullable String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database keeps JSON only", e);
    }
  }
}
