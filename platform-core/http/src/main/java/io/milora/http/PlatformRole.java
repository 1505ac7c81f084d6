package io.milora.http;

import io.milora.model.MemberRole;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The roles that the identity provider gives to people. */
public enum PlatformRole {
  /** Looks after the platform; no tenant's data comes with it. */
  PLATFORM_OPERATOR,
  TENANT_ADMIN,
  TENANT_MEMBER;

  /** What it lets a person do in the person's tenants. */
  public Optional<MemberRole> inTenants() {
    return switch (this) {
      case PLATFORM_OPERATOR -> Optional.empty();
      case TENANT_ADMIN -> Optional.of(MemberRole.ADMIN);
      case TENANT_MEMBER -> Optional.of(MemberRole.MEMBER);
    };
  }

  /** As tokens name it, for instance {@code tenant-admin}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Nothing for roles that mean nothing here. */
  static Optional<PlatformRole> of(String wireName) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
  }
}
