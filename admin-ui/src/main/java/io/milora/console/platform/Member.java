package io.milora.console.platform;

import io.milora.model.MemberRole;
import org.jspecify.annotations.Nullable;

/**
 * A person of a tenant.
 *
 * @param createdAt seconds since 1970
 * @param oneTimePassword for the first sign-in of somebody who was just made, where no mail can be
 *     sent; null otherwise
 */
public record Member(
    String id,
    String email,
    MemberRole role,
    State state,
    long createdAt,
    @Nullable String oneTimePassword) {

  /** How far the identity provider has followed. */
  public enum State {
    PENDING,
    ACTIVE,
    REMOVING,
    REMOVED
  }
}
