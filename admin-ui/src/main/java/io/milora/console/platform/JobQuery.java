package io.milora.console.platform;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs; null wherever it does not matter.
 *
 * <p>The fields are public for the REST client, which reads them as query parameters.
 */
public final class JobQuery {
  /** Wire names with commas between. */
  @QueryParam("status")
  public final @Nullable String status;

  @QueryParam("method")
  public final @Nullable String method;

  @QueryParam("created_from")
  public final @Nullable Long createdFrom;

  @QueryParam("created_to")
  public final @Nullable Long createdTo;

  /**
   * A query.
   *
   * @param createdFrom seconds since 1970
   * @param createdTo seconds since 1970, exclusive
   */
  public JobQuery(
      @Nullable String status,
      @Nullable String method,
      @Nullable Long createdFrom,
      @Nullable Long createdTo) {
    this.status = status;
    this.method = method;
    this.createdFrom = createdFrom;
    this.createdTo = createdTo;
  }

  /** All of them. */
  public static JobQuery all() {
    return new JobQuery(null, null, null, null);
  }
}
