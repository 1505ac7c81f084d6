package io.milora.engine.base.catalogue;

import java.io.Serial;

/** No source gave a base model; the message says why, and how to get on without. */
public class DownloadException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DownloadException(String message) {
    super(message);
  }
}
