package io.milora.model;

import java.util.Set;

/** What a person may do in a tenant. */
public enum MemberRole {
  /** Everything, keys and members included. */
  ADMIN,
  /** Upload files, train adapters and use them. */
  MEMBER;

  /** The role in terms of what calls need. */
  public Set<Scope> scopes() {
    return switch (this) {
      case ADMIN -> Set.of(Scope.ADMIN);
      case MEMBER -> Set.of(Scope.INFER, Scope.FINE_TUNE, Scope.FILES);
    };
  }
}
