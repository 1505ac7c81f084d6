package io.milora.persistence;

/** How far the identity provider has followed what a tenant wants of a member. */
public enum MemberState {
  /** Wanted; the identity provider does not know yet. */
  PENDING,
  /** A member there, too. */
  ACTIVE,
  /** Not wanted any more; the identity provider does not know yet. */
  REMOVING,
  /** Gone there, too. */
  REMOVED;

  /** Whether the tenant lets the person in no more, whatever a token still says. */
  public boolean isGone() {
    return this == REMOVING || this == REMOVED;
  }
}
