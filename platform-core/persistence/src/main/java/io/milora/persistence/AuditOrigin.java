package io.milora.persistence;

import org.jspecify.annotations.Nullable;

/** Where the request at hand comes from; programs that take requests provide one. */
public interface AuditOrigin {
  /** Who makes it. */
  AuditActor actor();

  /** The network address it came from; null outside of a request. */
  @Nullable String address();

  /** Its {@code x-request-id}; null outside of a request. */
  @Nullable String requestId();
}
