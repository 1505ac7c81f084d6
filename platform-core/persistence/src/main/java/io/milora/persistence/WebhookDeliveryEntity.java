package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** An event that an address is told. The database makes it when a job ends. */
@Entity
@Table(name = "webhook_delivery")
@DynamicUpdate
public class WebhookDeliveryEntity extends PanacheEntityBase {
  /** How far it is. */
  public enum State {
    WAITING,
    DELIVERED,
    /** After the last attempt. */
    GIVEN_UP
  }

  /** The event's. */
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  @Column(updatable = false)
  public String webhookId;

  @Column(updatable = false)
  public String event;

  /** What is sent, byte for byte. */
  @Column(updatable = false)
  public String payload;

  @Enumerated(EnumType.STRING)
  public State state;

  /** Those that were begun. */
  @Column(updatable = false)
  public int attempts;

  /** When the next attempt is. */
  public Instant nextAt;

  /** The answer to the last attempt; null if there was none. */
  public @Nullable Integer httpStatus;

  /** Why the last attempt failed; null if it did not. */
  public @Nullable String problem;

  @Column(updatable = false)
  public Instant createdAt;

  public @Nullable Instant deliveredAt;
}
