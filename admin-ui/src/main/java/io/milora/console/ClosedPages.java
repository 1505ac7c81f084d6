package io.milora.console;

import com.vaadin.flow.server.DefaultErrorHandler;
import com.vaadin.flow.server.communication.PushAtmosphereHandler;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of the log that a page was closed in the middle of a request or of a push. Vaadin knows
 * this of other servers and is quiet about it; this server says it with exceptions of its own. All
 * other errors of the same loggers are logged.
 */
@LoggingFilter(name = "closed-pages")
public final class ClosedPages implements Filter {
  private static final String REQUESTS = DefaultErrorHandler.class.getName();
  private static final String PUSHES = PushAtmosphereHandler.class.getName();

  /** Undertow's number for writing after the end of a response, which a closed connection is. */
  private static final String RESPONSE_ENDED = "UT000127";

  @Override
  public boolean isLoggable(LogRecord record) {
    String logger = String.valueOf(record.getLoggerName());
    if (logger.equals(PUSHES)) {
      return !isGone(record.getThrown()) && !hasEnded(record.getThrown());
    }
    return !logger.equals(REQUESTS) || !isGone(record.getThrown());
  }

  private static boolean isGone(@Nullable Throwable thrown) {
    return thrown != null
        && (thrown instanceof HttpClosedException
            || thrown instanceof ClosedChannelException
            || isGone(thrown.getCause()));
  }

  private static boolean hasEnded(@Nullable Throwable thrown) {
    return thrown != null
        && ((thrown instanceof IllegalStateException
                && String.valueOf(thrown.getMessage()).startsWith(RESPONSE_ENDED))
            || hasEnded(thrown.getCause()));
  }
}
