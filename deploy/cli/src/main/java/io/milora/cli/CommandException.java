package io.milora.cli;

import java.io.Serial;

/**
 * A command cannot do what was asked; the message tells a person why and how to mend it. Becomes
 * exit code 1 without a stack trace.
 */
public class CommandException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
