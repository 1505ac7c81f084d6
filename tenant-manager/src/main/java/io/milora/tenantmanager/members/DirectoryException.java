package io.milora.tenantmanager.members;

import java.io.Serial;

/** The identity provider does not do what it is asked. */
class DirectoryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Whether another try may help. */
  enum Kind {
    AWAY,
    REFUSED
  }

  private final Kind kind;

  DirectoryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  DirectoryException(String message) {
    super(message);
    this.kind = Kind.REFUSED;
  }

  Kind kind() {
    return kind;
  }
}
