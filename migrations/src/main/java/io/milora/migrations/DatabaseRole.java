package io.milora.migrations;

/** The login roles of the programs, each with the least privilege its program needs. */
public enum DatabaseRole {
  /** tenant-manager. */
  MANAGER("milora_manager"),
  /** training-worker; cannot read API keys. */
  TRAINER("milora_trainer"),
  /** inference-worker; cannot touch jobs. */
  INFERENCE("milora_inference");

  private final String roleName;

  DatabaseRole(String roleName) {
    this.roleName = roleName;
  }

  /** The user to log in as, for instance {@code milora_trainer}. */
  public String roleName() {
    return roleName;
  }
}
