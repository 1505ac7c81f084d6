package io.milora.engine.base.catalogue;

import java.io.Serial;

/** One source cannot give a file; the next is tried. */
final class SourceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
