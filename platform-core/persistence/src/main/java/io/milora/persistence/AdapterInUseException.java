package io.milora.persistence;

import java.io.Serial;

/** An adapter version cannot be deleted, as something has just come to name it. */
public class AdapterInUseException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  AdapterInUseException(Throwable cause) {
    super("An adapter version is in use", cause);
  }
}
