package io.milora.persistence;

import java.util.Locale;

/** What is recorded. */
public enum AuditAction {
  TENANT_CREATE,
  TENANT_SUSPEND,
  TENANT_RESUME,
  TENANT_DELETE,
  TENANT_RESTORE,
  /** The end of a deletion: the tenant is gone. */
  TENANT_REMOVE,
  TENANT_EXPORT,
  TRAINING_SHARE_SET,
  QUOTA_SET,
  KEY_ISSUE,
  KEY_REVOKE,
  KEY_ROTATE,
  MEMBER_INVITE,
  MEMBER_REMOVE,
  FILE_UPLOAD,
  FILE_DELETE,
  JOB_CREATE,
  JOB_PAUSE,
  JOB_RESUME,
  JOB_CANCEL,
  /** A version was made of a checkpoint. */
  CHECKPOINT_PUBLISH,
  ADAPTER_IMPORT,
  ADAPTER_DELETE,
  ALIAS_MOVE,
  ALIAS_OVERRIDE,
  ALIAS_ROLL_BACK,
  ALIAS_CANARY_SET,
  ALIAS_CANARY_END,
  ALIAS_DELETE,
  ALIAS_GATE_SET,
  ALIAS_GATE_DELETE,
  WEBHOOK_CREATE,
  WEBHOOK_DELETE,
  /** An event was sent once more, as somebody asked. */
  WEBHOOK_SEND,
  /** An operator read a tenant's log. */
  AUDIT_READ;

  /** For instance {@code job.cancel}; the part before the dot is what it was done to. */
  public String wireName() {
    String name = name().toLowerCase(Locale.ROOT);
    int verb =
        switch (this) {
          case ALIAS_ROLL_BACK, ALIAS_CANARY_SET, ALIAS_CANARY_END -> name.indexOf('_');
          default -> name.lastIndexOf('_');
        };
    return name.substring(0, verb) + "." + name.substring(verb + 1);
  }
}
