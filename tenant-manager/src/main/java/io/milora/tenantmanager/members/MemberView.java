package io.milora.tenantmanager.members;

import io.milora.model.MemberRole;
import io.milora.persistence.MemberEntity;
import io.milora.persistence.MemberState;
import org.jspecify.annotations.Nullable;

/**
 * A person of a tenant.
 *
 * @param state pending until the identity provider knows, then active; removing until it forgot
 * @param createdAt seconds since 1970
 * @param oneTimePassword for the first sign-in of somebody who was made just now where no mail can
 *     be sent; null later and otherwise
 */
public record MemberView(
    String id,
    String object,
    String email,
    MemberRole role,
    MemberState state,
    long createdAt,
    @Nullable String oneTimePassword) {
  static final String OBJECT = "member";

  static MemberView of(MemberEntity member, @Nullable String oneTimePassword) {
    return new MemberView(
        member.id,
        OBJECT,
        member.email,
        member.role,
        member.state,
        member.createdAt.getEpochSecond(),
        oneTimePassword);
  }
}
