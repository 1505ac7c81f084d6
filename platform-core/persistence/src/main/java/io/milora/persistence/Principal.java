package io.milora.persistence;

/** Who it is that asks. */
public sealed interface Principal {
  /** An application. */
  record ApiKey(String id) implements Principal {}

  /**
   * Somebody who signed in.
   *
   * @param subject the identity provider's id of the person; never changes
   * @param username for people; may change
   */
  record Person(String subject, String username) implements Principal {}
}
