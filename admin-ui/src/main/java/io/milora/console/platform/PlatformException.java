package io.milora.console.platform;

import io.milora.model.Problem;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The platform refused a call, or did not answer. */
public final class PlatformException extends RuntimeException {
  /** The status of a platform that did not answer. */
  public static final int NO_ANSWER = 0;

  private final int status;
  private final @Nullable String code;
  private final List<Problem> problems;
  private final @Nullable String requestId;

  PlatformException(
      int status,
      String message,
      @Nullable String code,
      List<Problem> problems,
      @Nullable String requestId,
      @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
    this.problems = List.copyOf(problems);
    this.requestId = requestId;
  }

  /** Nobody answered. */
  public static PlatformException noAnswer(Throwable cause) {
    return new PlatformException(
        NO_ANSWER,
        "The platform does not answer; it may be starting or restarting. Nothing was lost.",
        null,
        List.of(),
        null,
        cause);
  }

  /** A file that was being sent. */
  public static PlatformException brokeOff(Throwable cause) {
    return new PlatformException(
        NO_ANSWER,
        "The download broke off: the platform went away in the middle of it. Delete the part that came, and download it again.",
        null,
        List.of(),
        null,
        cause);
  }

  /** What a stream failed with. */
  public static PlatformException of(Throwable failure) {
    return switch (failure) {
      case PlatformException known -> known;
      case WebApplicationException refused -> PlatformErrors.read(refused.getResponse());
      default -> noAnswer(failure);
    };
  }

  /** The HTTP status, or {@link #NO_ANSWER}. */
  public int status() {
    return status;
  }

  /** Stable and machine-readable, or null. */
  public @Nullable String code() {
    return code;
  }

  /** Everything that is wrong with what was sent; empty where the message says it all. */
  public List<Problem> problems() {
    return problems;
  }

  /** What the platform's logs know the call by; null if it did not get there. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** Whether a program of the platform is away, so that trying again later helps. */
  public boolean isOutage() {
    return status == NO_ANSWER || status == 502 || status == 503;
  }

  /** Whether there is no such thing. */
  public boolean isNotFound() {
    return status == 404;
  }

  /** Whether the user's role does not allow it. */
  public boolean isForbidden() {
    return status == 403;
  }

  /** Whether the user has to sign in again. */
  public boolean isSignedOut() {
    return status == 401;
  }
}
