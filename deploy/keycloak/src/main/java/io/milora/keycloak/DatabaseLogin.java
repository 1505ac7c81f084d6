package io.milora.keycloak;

/** The database that a Keycloak keeps for itself, and its owner there. */
public record DatabaseLogin(String jdbcUrl, String user, String password) {
  /** Says nothing of the password. */
  @Override
  public String toString() {
    return "DatabaseLogin[" + user + " at " + jdbcUrl + "]";
  }
}
