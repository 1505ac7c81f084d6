package io.milora.http;

import io.milora.model.openai.ErrorType;

/** The kinds of errors that clients see, each with its HTTP status and OpenAI's family. */
public enum ErrorKind {
  INVALID_REQUEST(400, ErrorType.INVALID_REQUEST_ERROR),
  UNAUTHENTICATED(401, ErrorType.INVALID_REQUEST_ERROR),
  FORBIDDEN(403, ErrorType.INVALID_REQUEST_ERROR),
  NOT_FOUND(404, ErrorType.INVALID_REQUEST_ERROR),
  METHOD_NOT_ALLOWED(405, ErrorType.INVALID_REQUEST_ERROR),
  CONFLICT(409, ErrorType.INVALID_REQUEST_ERROR),
  TOO_LARGE(413, ErrorType.INVALID_REQUEST_ERROR),
  UNSUPPORTED_MEDIA_TYPE(415, ErrorType.INVALID_REQUEST_ERROR),
  TOO_MANY_REQUESTS(429, ErrorType.RATE_LIMIT_ERROR),
  INTERNAL(500, ErrorType.SERVER_ERROR),
  BAD_GATEWAY(502, ErrorType.SERVER_ERROR),
  OVERLOADED(503, ErrorType.RATE_LIMIT_ERROR),
  UNAVAILABLE(503, ErrorType.SERVER_ERROR),
  TIMED_OUT(504, ErrorType.SERVER_ERROR),
  STORAGE_FULL(507, ErrorType.SERVER_ERROR);

  private final int status;
  private final ErrorType type;

  ErrorKind(int status, ErrorType type) {
    this.status = status;
    this.type = type;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The {@code type} in the envelope. */
  public ErrorType type() {
    return type;
  }
}
