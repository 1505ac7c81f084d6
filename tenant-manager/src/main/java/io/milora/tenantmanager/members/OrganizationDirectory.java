package io.milora.tenantmanager.members;

import io.milora.model.MemberRole;
import io.milora.persistence.MemberEntity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Organisations and people at the identity provider. Every call brings about what it says and does
 * nothing where that is so already, so that it may be repeated.
 */
interface OrganizationDirectory {
  /** Whether the platform may keep them at all. */
  boolean isKept();

  /**
   * The organisation of a name.
   *
   * @return its id
   * @throws DirectoryException if the provider is away or refuses
   */
  String ensureOrganization(String name);

  /** Who is in an organisation already, for instance by the realm's file. */
  List<Person> people(String organization);

  /** Makes somebody a member. */
  Joined ensureMember(String organization, MemberEntity member);

  /** Ends a membership; the person stays known. */
  void removeMember(String organization, String userId);

  /**
   * Removes an organisation with all memberships; people stay known.
   *
   * @param id null if it was never noted; then the one of the name is meant
   */
  void removeOrganization(@Nullable String id, String name);

  /** A person as the provider knows it. */
  record Person(String userId, String email, MemberRole role) {}

  /**
   * A membership that is in force.
   *
   * @param oneTimePassword of a person that was made just now where no mail can be sent; null
   *     otherwise
   */
  record Joined(String userId, @Nullable String oneTimePassword) {}
}
