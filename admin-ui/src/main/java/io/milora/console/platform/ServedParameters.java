package io.milora.console.platform;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Which part of what was served is asked for; null for what is left to the platform. Immutable.
 *
 * <p>The fields are public for the REST client, which reads them as query parameters.
 */
public final class ServedParameters {
  /** Seconds since 1970. */
  @QueryParam("from")
  public final long from;

  /** Seconds since 1970, exclusive. */
  @QueryParam("to")
  public final long to;

  /** Content hash, empty for the bare base. */
  @QueryParam("adapter")
  public final @Nullable String adapter;

  @QueryParam("worker")
  public final @Nullable String worker;

  /** Its name; for operators only. */
  @QueryParam("tenant")
  public final @Nullable String tenant;

  /** A window, and filters. */
  public ServedParameters(
      long from,
      long to,
      @Nullable String tenant,
      @Nullable String adapter,
      @Nullable String worker) {
    this.from = from;
    this.to = to;
    this.tenant = tenant;
    this.adapter = adapter;
    this.worker = worker;
  }
}
