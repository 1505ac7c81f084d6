package io.milora.cli.client;

import io.milora.cli.CommandException;
import java.io.Serial;

/** The platform refused a request, or could not be reached. */
public final class ApiException extends CommandException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  ApiException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** The HTTP status, or 0 if there was no answer. */
  public int status() {
    return status;
  }
}
