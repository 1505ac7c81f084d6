package io.milora.model;

/** What can become of an alias. */
public enum AliasChangeKind {
  /** To another version, as the rule allows, or without a rule. */
  MOVED,
  /** To another version against the rule, for a reason. */
  OVERRIDDEN,
  /** Back to the version before. */
  ROLLED_BACK,
  /** A share of its requests goes to another version. */
  CANARY_SET,
  /** All of its requests go to one version again. */
  CANARY_ENDED,
  DELETED
}
