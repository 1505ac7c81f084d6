package io.milora.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.milora.model.InvalidInputException;
import io.milora.model.openai.ErrorResponse;
import io.milora.persistence.DatabaseFailure;
import io.milora.persistence.QuotaExceededException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser.MalformedMessageException;

/** Turns every failure into the one envelope. */
public class ErrorMappers {
  private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final String MULTIPART = "org.jboss.resteasy.reactive.server.core.multipart";
  private static final int MULTIPART_DEPTH = 5;

  @Inject JsonProblems jsonProblems;

  /** Errors made for the client. */
  @ServerExceptionMapper
  public Response api(ApiException e) {
    Response.ResponseBuilder response =
        Response.status(e.kind().status()).type(MediaType.APPLICATION_JSON).entity(e.response());
    e.retryAfter()
        .ifPresent(
            time ->
                response.header(
                    HttpHeaders.RETRY_AFTER, Math.max(1, Math.ceilDiv(time.toMillis(), 1000))));
    return response.build();
  }

  /** More than a quota allows; what never fits is not worth trying again. */
  @ServerExceptionMapper
  public Response quotaExceeded(QuotaExceededException e) {
    String message = String.valueOf(e.getMessage());
    String param = e.quota().wireName();
    if (!e.everFits()) {
      return api(new ApiException(ErrorKind.INVALID_REQUEST, message, param, "exceeds_quota"));
    }
    String code = e.quota().ofKeys() ? "rate_limit_exceeded" : "insufficient_quota";
    return api(
        e.retryAfter()
            .map(wait -> ApiException.tooMany(message, code, wait))
            .orElseGet(() -> new ApiException(ErrorKind.TOO_MANY_REQUESTS, message, param, code)));
  }

  /** Everything that is wrong, at once. */
  @ServerExceptionMapper
  public Response invalidInput(InvalidInputException e) {
    return Response.status(ErrorKind.INVALID_REQUEST.status())
        .type(MediaType.APPLICATION_JSON)
        .entity(ErrorResponse.of(e.problems()))
        .build();
  }

  /** JSON that does not fit the request's record. */
  @ServerExceptionMapper
  public Response mismatchedJson(MismatchedInputException e) {
    return invalidInput(new InvalidInputException(jsonProblems.of(e)));
  }

  /** What the framework refuses: unknown paths, methods, media types, malformed JSON. */
  @ServerExceptionMapper
  public Response framework(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException json) {
      return invalidInput(new InvalidInputException(jsonProblems.of(json)));
    }
    int status = e.getResponse().getStatus();
    return switch (status) {
      case 404 ->
          api(
              ApiException.notFound(
                  "There is nothing at this path; the OpenAPI document is at /openapi.",
                  null,
                  "unknown_url"));
      case 405 ->
          error(ErrorKind.METHOD_NOT_ALLOWED, "This path does not take this method.", "method");
      case 413 -> error(ErrorKind.TOO_LARGE, "The request is too large.", "request_too_large");
      case 406, 415 ->
          error(
              ErrorKind.UNSUPPORTED_MEDIA_TYPE,
              "This path does not take or give this media type.",
              "unsupported_media_type");
      case 401 ->
          error(ErrorKind.UNAUTHENTICATED, "Send 'Authorization: Bearer KEY'.", "invalid_api_key");
      case 403 -> error(ErrorKind.FORBIDDEN, "This key may not do that.", "insufficient_scope");
      default ->
          status < 500
              ? error(ErrorKind.INVALID_REQUEST, String.valueOf(e.getMessage()), "invalid_request")
              : unexpected(e);
    };
  }

  /** A body whose parts are not what their borders say. */
  @ServerExceptionMapper
  public Response malformed(MalformedMessageException e) {
    return notMultipart();
  }

  /** A body that ends too early, and failures of this server's disk. */
  @ServerExceptionMapper
  public Response input(IOException e) {
    boolean multipart =
        Arrays.stream(e.getStackTrace())
            .limit(MULTIPART_DEPTH)
            .anyMatch(frame -> frame.getClassName().startsWith(MULTIPART));
    return multipart ? notMultipart() : unexpected(e);
  }

  /**
   * Everything else: the database may be away, or is given what it cannot keep; the rest is ours to
   * mend, and the log has the details, the client does not.
   */
  @ServerExceptionMapper
  public Response unexpected(Throwable e) {
    DatabaseFailure failure = DatabaseFailure.behind(e).orElse(null);
    if (failure != null) {
      LOG.warnf("%s: %s", failure, e.getMessage());
      return api(databaseFailure(failure));
    }
    if (clientLeft(e)) {
      LOG.infof("A client went away before its request was read: %s", e.getMessage());
    } else {
      LOG.error("A request failed", e);
    }
    return error(
        ErrorKind.INTERNAL,
        "The server failed; its log has the details under this response's x-request-id.",
        "internal_error");
  }

  private static boolean clientLeft(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return (e instanceof IOException || e instanceof StreamResetException)
        && (cause instanceof ClosedChannelException
            || cause instanceof HttpClosedException
            || cause instanceof StreamResetException);
  }

  private static ApiException databaseFailure(DatabaseFailure failure) {
    return switch (failure) {
      case AWAY ->
          ApiException.unavailable(
              "The platform's database does not answer. Try again in a moment; if this was to change"
                  + " something, look first whether it did.",
              "database_unreachable",
              RETRY);
      case UNSTORABLE_TEXT ->
          new ApiException(
              ErrorKind.INVALID_REQUEST,
              "The request has the character U+0000 in a text, where it is not allowed; leave it out.",
              null,
              "invalid_character");
    };
  }

  private Response notMultipart() {
    return error(
        ErrorKind.INVALID_REQUEST,
        "The body is not multipart/form-data that ends with its boundary.",
        "invalid_multipart");
  }

  private Response error(ErrorKind type, String message, String code) {
    return api(new ApiException(type, message, null, code));
  }
}
