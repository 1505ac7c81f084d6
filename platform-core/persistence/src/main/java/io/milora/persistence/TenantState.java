package io.milora.persistence;

/** How a tenant stands. */
public enum TenantState {
  ACTIVE,
  /** Its credentials are refused until operators resume it. */
  SUSPENDED,
  /** Likewise, and it will be gone at a date unless operators restore it before. */
  DELETING
}
