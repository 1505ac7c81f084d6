package io.milora.model;

/** What can become of an alias. */
public enum AliasChangeKind {
  /** To another version, as the rule allows, or without a rule. */
  MOVED,
  /** To another version against the rule, for a reason. */
  OVERRIDDEN,
  /** Back to the version before. */
  ROLLED_BACK,
  DELETED
}
