package io.milora.console.platform;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Which changes; null wherever it does not matter.
 *
 * <p>The fields are public for the REST client, which reads them as query parameters.
 */
public final class AuditQuery {
  @QueryParam("actor")
  public final @Nullable String actor;

  @QueryParam("action")
  public final @Nullable String action;

  @QueryParam("from")
  public final @Nullable Long from;

  @QueryParam("to")
  public final @Nullable Long to;

  /**
   * A query.
   *
   * @param from seconds since 1970
   * @param to seconds since 1970, exclusive
   */
  public AuditQuery(
      @Nullable String actor, @Nullable String action, @Nullable Long from, @Nullable Long to) {
    this.actor = actor;
    this.action = action;
    this.from = from;
    this.to = to;
  }

  /** All of them. */
  public static AuditQuery all() {
    return new AuditQuery(null, null, null, null);
  }
}
