package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A worker process; the platform's, not a tenant's. */
@Entity
@Table(name = "worker")
public class WorkerEntity extends PanacheEntityBase {
  @Id public String id;

  @Enumerated(EnumType.STRING)
  public Kind kind;

  /** Where its health can be asked, a URL. */
  public String address;

  @Enumerated(EnumType.STRING)
  public State state;

  @Column(insertable = false, updatable = false)
  public Instant startedAt;

  @Column(insertable = false)
  public Instant heartbeatAt;

  /** Which program. */
  public enum Kind {
    TRAINING,
    INFERENCE
  }

  /** What it does. */
  public enum State {
    STARTING,
    IDLE,
    BUSY,
    /** Finishes what it has and takes nothing new. */
    DRAINING,
    STOPPED
  }
}
