package io.milora.tenantmanager.members;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.MemberRole;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.MemberEntity;
import io.milora.persistence.Members;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a tenant's admins do with its people. */
@ApplicationScoped
class MemberService {
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Members members;
  private final Reconciliation reconciliation;
  private final OrganizationDirectory directory;

  MemberService(Members members, Reconciliation reconciliation, OrganizationDirectory directory) {
    this.members = members;
    this.reconciliation = reconciliation;
    this.directory = directory;
  }

  Page<MemberView> list(TenantId tenant) {
    List<MemberView> all =
        members.list(tenant).stream().map(member -> MemberView.of(member, null)).toList();
    return Page.of(all, false, MemberView::id);
  }

  /**
   * Invites somebody, or changes the role of a member.
   *
   * @throws ApiException 503 if the person is new and the identity provider is away: the password
   *     could never be shown; 409 if it refuses
   */
  MemberView invite(TenantId tenant, String email, MemberRole role) {
    requireDirectory();
    MemberEntity member = members.want(tenant, email, role);
    try {
      Map<String, String> passwords = reconciliation.follow(tenant);
      MemberEntity now = members.hold(tenant, member.id).orElse(member);
      return MemberView.of(now, passwords.get(member.id));
    } catch (DirectoryException e) {
      if (member.userId != null && e.kind() == DirectoryException.Kind.AWAY) {
        return MemberView.of(member, null);
      }
      if (member.userId == null) {
        members.remove(tenant, member.id);
      }
      throw e.kind() == DirectoryException.Kind.AWAY ? away() : refused(e);
    }
  }

  /** Ends a membership here at once, and at the identity provider as soon as it answers. */
  Deleted remove(TenantId tenant, String id) {
    if (!members.remove(tenant, id)) {
      throw ApiException.notFound("There is no member " + id + ".", null, "member_not_found");
    }
    reconciliation.tryNow(tenant);
    return new Deleted(id, MemberView.OBJECT, true);
  }

  private void requireDirectory() {
    if (!directory.isKept()) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "This platform's identity provider keeps its members itself; invite them there.",
          null,
          "members_kept_elsewhere");
    }
  }

  private static ApiException refused(DirectoryException e) {
    return new ApiException(
        ErrorKind.CONFLICT, String.valueOf(e.getMessage()), "email", "member_refused");
  }

  private static ApiException away() {
    return ApiException.unavailable(
        "The identity provider does not answer, so nobody can be invited at present; nothing was"
            + " changed.",
        "identity_provider_unreachable",
        RETRY);
  }
}
