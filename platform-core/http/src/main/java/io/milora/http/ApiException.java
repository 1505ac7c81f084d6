package io.milora.http;

import io.milora.model.openai.ErrorResponse;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An error that the client is meant to see, as the envelope says it. */
public class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final @Nullable String param;
  private final String code;
  private final @Nullable Duration retryAfter;

  /**
   * An error.
   *
   * @param message what was given, what is allowed, how to mend it
   * @param param the request field meant, or null
   * @param code a stable name for programs
   */
  public ApiException(ErrorKind kind, String message, @Nullable String param, String code) {
    this(kind, message, param, code, null);
  }

  private ApiException(
      ErrorKind kind,
      String message,
      @Nullable String param,
      String code,
      @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.param = param;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Something that is not there, or is another tenant's. */
  public static ApiException notFound(String message, @Nullable String param, String code) {
    return new ApiException(ErrorKind.NOT_FOUND, message, param, code);
  }

  /** A body of more bytes than the call takes. */
  public static ApiException tooLarge(long maxBytes) {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "The body is too large; at most " + maxBytes + " bytes are allowed here.",
        null,
        "request_too_large");
  }

  /** Too much to do at present; the client should come back later. */
  public static ApiException overloaded(String message, String code, Duration retryAfter) {
    return new ApiException(ErrorKind.OVERLOADED, message, null, code, retryAfter);
  }

  /** Too much asked for by this client; it should come back later. */
  public static ApiException tooMany(String message, String code, Duration retryAfter) {
    return new ApiException(ErrorKind.TOO_MANY_REQUESTS, message, null, code, retryAfter);
  }

  /** Something that this needs is away; the client should come back later. */
  public static ApiException unavailable(String message, String code, Duration retryAfter) {
    return new ApiException(ErrorKind.UNAVAILABLE, message, null, code, retryAfter);
  }

  /** Status and family. */
  public ErrorKind kind() {
    return kind;
  }

  /** After what time to try again, where that helps; sent as {@code retry-after}, whole seconds. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The body. */
  public ErrorResponse response() {
    return ErrorResponse.of(kind.type(), String.valueOf(getMessage()), param, code);
  }
}
