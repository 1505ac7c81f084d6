package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A worker process; the platform's, not a tenant's. */
@Entity
@Table(name = "worker")
public class WorkerEntity extends PanacheEntityBase {
  @Id public String id;

  @Column(updatable = false)
  @Enumerated(EnumType.STRING)
  public Kind kind;

  /** Where its health can be asked, a URL. */
  @Column(updatable = false)
  public String address;

  @Column(updatable = false)
  @Enumerated(EnumType.STRING)
  public State state;

  @Column(insertable = false, updatable = false)
  public Instant startedAt;

  @Column(insertable = false, updatable = false)
  public Instant heartbeatAt;

  /** {@link io.milora.model.WorkerReport} as JSON; null before the first sign of life. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(insertable = false, updatable = false)
  public @Nullable String report;

  /** Whether operators want it to finish what it has and take nothing new. */
  @Column(insertable = false)
  public boolean drain;

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
