package io.milora.persistence;

/** What usage can be told apart by. */
public enum UsageDimension {
  MINUTE("CAST(extract(epoch FROM start) AS bigint)"),
  HOUR("CAST(extract(epoch FROM date_trunc('hour', start, 'UTC')) AS bigint)"),
  /** Of UTC. */
  DAY("CAST(extract(epoch FROM date_trunc('day', start, 'UTC')) AS bigint)"),
  TENANT("tenant_id"),
  KEY("key_id"),
  /** What requests named: an alias, an exact model or the base. */
  ALIAS("model"),
  ADAPTER("adapter_hash"),
  WORKER("worker_id");

  private final String sql;

  UsageDimension(String sql) {
    this.sql = sql;
  }

  /** Whether it is a piece of time. */
  public boolean isTime() {
    return this == MINUTE || this == HOUR || this == DAY;
  }

  String sql() {
    return sql;
  }
}
