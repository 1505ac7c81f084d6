package io.milora.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.server.DefaultErrorHandler;
import com.vaadin.flow.server.communication.PushAtmosphereHandler;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClosedPagesTest {
  @Test
  void aPageThatIsClosedInTheMiddleOfARequestOrAPushIsNoError() {
    Exception closed = new IOException(new IOException(new HttpClosedException("was closed")));
    assertThat(isLogged(DefaultErrorHandler.class, closed)).isFalse();
    assertThat(isLogged(PushAtmosphereHandler.class, ended())).isFalse();
    assertThat(isLogged(PushAtmosphereHandler.class, new ClosedChannelException())).isFalse();
  }

  @Test
  void whatElseGoesWrongIsLogged() {
    assertThat(isLogged(DefaultErrorHandler.class, new IOException("disk full"))).isTrue();
    assertThat(isLogged(DefaultErrorHandler.class, ended())).isTrue();
    assertThat(isLogged(PushAtmosphereHandler.class, new IllegalStateException("x"))).isTrue();
    assertThat(isLogged(PushAtmosphereHandler.class, null)).isTrue();
    assertThat(isLogged(ClosedPages.class, new ClosedChannelException())).isTrue();
  }

  private static Exception ended() {
    return new IOException(new IllegalStateException("UT000127: Response has already been sent"));
  }

  private static boolean isLogged(Class<?> logger, @Nullable Exception thrown) {
    LogRecord record = new LogRecord(Level.SEVERE, "");
    record.setLoggerName(logger.getName());
    record.setThrown(thrown);
    return new ClosedPages().isLoggable(record);
  }
}
