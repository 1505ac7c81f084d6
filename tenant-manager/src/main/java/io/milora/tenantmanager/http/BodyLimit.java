package io.milora.tenantmanager.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.http.RequestFields;
import io.milora.http.RequestIdFilter;
import io.milora.model.PublicId;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses bodies that are too large before anything reads them. */
@ApplicationScoped
public class BodyLimit {
  /** Bytes of a JSON body at most. */
  static final int MAX_JSON_BYTES = RequestFields.MAX_BYTES;

  /** Bytes of a part of an upload at most, OpenAI's limit. */
  private static final long MAX_PART_BYTES = 64 << 20;

  private static final Pattern PARTS = Pattern.compile("/v1/uploads/[^/]+/parts");

  /** Boundaries and headers of a multipart body. */
  private static final int MULTIPART_OVERHEAD = 16 << 10;

  /** Beyond this multiple of the limit the connection is cut instead of read to its end. */
  private static final int PATIENCE = 4;

  private static final int EARLY = 1000;

  private final ObjectMapper json;
  private final long maxFileBytes;
  private final long maxAdapterBytes;

  BodyLimit(
      ObjectMapper json,
      @ConfigProperty(name = "milora.files.max-bytes") long maxFileBytes,
      @ConfigProperty(name = "milora.adapters.max-bytes") long maxAdapterBytes) {
    this.json = json;
    this.maxFileBytes = maxFileBytes;
    this.maxAdapterBytes = maxAdapterBytes;
  }

  /**
   * For a file of this many bytes.
   *
   * @throws ApiException if they are too many
   */
  public void checkFile(long bytes) {
    if (bytes > maxFileBytes) {
      throw fileTooLarge();
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, EARLY);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean upload = "/v1/files".equals(request.path());
    long max = max(String.valueOf(request.path()));
    String length = request.getHeader("content-length");
    long bytes = length == null ? 0 : Long.parseLong(length);
    if (bytes <= max) {
      context.next();
      return;
    }
    ApiException refusal = upload ? fileTooLarge() : ApiException.tooLarge(max);
    if (bytes > PATIENCE * max) {
      refuse(context, refusal);
      return;
    }
    // Answering before the body has arrived breaks the client's pipe, and it never reads why: the
    // bytes are read and dropped.
    request.endHandler(end -> refuse(context, refusal));
    request.resume();
  }

  private long max(String path) {
    return switch (path) {
      case "/v1/files" -> maxFileBytes + MULTIPART_OVERHEAD;
      case "/v1/adapters" -> maxAdapterBytes + MULTIPART_OVERHEAD;
      default ->
          PARTS.matcher(path).matches() ? MAX_PART_BYTES + MULTIPART_OVERHEAD : MAX_JSON_BYTES;
    };
  }

  private void refuse(RoutingContext context, ApiException refusal) {
    try {
      context
          .response()
          .setStatusCode(refusal.kind().status())
          .putHeader("content-type", "application/json")
          .putHeader(RequestIdFilter.HEADER, PublicId.REQUEST.next())
          .putHeader("connection", "close")
          .end(json.writeValueAsString(refusal.response()));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }

  private ApiException fileTooLarge() {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "The file is too large; at most "
            + maxFileBytes
            + " bytes are allowed. Split it, or ask your operator to raise milora.files.max-bytes.",
        "file",
        "file_too_large");
  }
}
