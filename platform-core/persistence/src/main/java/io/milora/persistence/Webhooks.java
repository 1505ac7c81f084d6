package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom tenants want to be told about the end of their jobs, and what became of it. */
@ApplicationScoped
public class Webhooks {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  Webhooks(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /** Something to be sent now. */
  public record Due(TenantId tenant, String id) {}

  /**
   * Registers an address.
   *
   * @param webhook complete but for its tenant and time
   */
  public WebhookEntity create(TenantId tenant, WebhookEntity webhook) {
    transactions.run(
        tenant,
        () -> {
          webhook.persistAndFlush();
          audit.record(
              tenant,
              AuditAction.WEBHOOK_CREATE,
              webhook.id,
              null,
              Map.of("url", webhook.url, "events", webhook.events));
        });
    return webhook;
  }

  /** The address with this id. */
  public Optional<WebhookEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(WebhookEntity.class, id)));
  }

  /** All of a tenant, oldest first. */
  public List<WebhookEntity> list(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery("FROM WebhookEntity ORDER BY createdAt, id", WebhookEntity.class)
                .getResultList());
  }

  /** Forgets an address and its deliveries; false if the tenant has none with this id. */
  public boolean delete(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          Optional<WebhookEntity> webhook = find(tenant, id);
          webhook.ifPresent(
              found -> {
                audit.record(
                    tenant, AuditAction.WEBHOOK_DELETE, id, Map.of("url", found.url), null);
                entities.remove(found);
              });
          return webhook.isPresent();
        });
  }

  /**
   * What an address was told, newest first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<WebhookDeliveryEntity> deliveries(
      TenantId tenant, String webhookId, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                WebhookDeliveryEntity.class,
                "createdAt",
                "e.webhookId = :webhook",
                Map.of("webhook", webhookId),
                after,
                limit));
  }

  /**
   * Has an event sent once more, now, whatever became of it; it keeps its id.
   *
   * @return the delivery; empty if the address was never told of such an event
   */
  public Optional<WebhookDeliveryEntity> sendAgain(
      TenantId tenant, String webhookId, String deliveryId) {
    return transactions.call(
        tenant,
        () -> {
          Optional<WebhookDeliveryEntity> found =
              delivery(new Due(tenant, deliveryId))
                  .filter(delivery -> delivery.webhookId.equals(webhookId));
          found.ifPresent(
              delivery -> {
                delivery.state = WebhookDeliveryEntity.State.WAITING;
                delivery.nextAt = Instant.now();
                delivery.deliveredAt = null;
                audit.record(
                    tenant, AuditAction.WEBHOOK_SEND, webhookId, null, Map.of("event", deliveryId));
              });
          return found;
        });
  }

  /**
   * Takes deliveries of all tenants that are due; the caller tries each within the lease.
   *
   * @param most how many at most
   * @param mostOfTenant how many of one tenant at most
   * @param busy tenants of which none are taken
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public List<Due> claim(int most, int mostOfTenant, Collection<TenantId> busy, Duration lease) {
    List<Tuple> rows =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery(
                        """
                        SELECT tenant_id, id
                        FROM claim_webhook_deliveries(:most, :mostOfTenant, string_to_array(:busy, ' '), :lease)
                        """,
                        Tuple.class)
                    .setParameter("most", most)
                    .setParameter("mostOfTenant", mostOfTenant)
                    .setParameter(
                        "busy", busy.stream().map(TenantId::value).collect(Collectors.joining(" ")))
                    .setParameter("lease", (int) lease.toSeconds())
                    .getResultList());
    return rows.stream()
        .map(
            row ->
                new Due(
                    new TenantId(row.get("tenant_id", String.class)), row.get("id", String.class)))
        .toList();
  }

  /** One that was claimed; empty if its address is gone. */
  public Optional<WebhookDeliveryEntity> delivery(Due due) {
    return transactions.call(
        due.tenant(),
        () -> Optional.ofNullable(entities.find(WebhookDeliveryEntity.class, due.id())));
  }

  /** Notes that it arrived. */
  public void delivered(Due due, int httpStatus) {
    change(
        due,
        delivery -> {
          delivery.state = WebhookDeliveryEntity.State.DELIVERED;
          delivery.deliveredAt = Instant.now();
          delivery.httpStatus = httpStatus;
          delivery.problem = null;
        });
  }

  /**
   * Notes that it did not.
   *
   * @param httpStatus null if there was no answer
   * @param again after which time to try again; null to give up
   */
  public void failed(
      Due due, @Nullable Integer httpStatus, String problem, @Nullable Duration again) {
    change(
        due,
        delivery -> {
          delivery.httpStatus = httpStatus;
          delivery.problem = problem;
          if (again == null) {
            delivery.state = WebhookDeliveryEntity.State.GIVEN_UP;
          } else {
            delivery.nextAt = Instant.now().plus(again);
          }
        });
  }

  private void change(Due due, Consumer<WebhookDeliveryEntity> change) {
    transactions.run(due.tenant(), () -> delivery(due).ifPresent(change));
  }
}
