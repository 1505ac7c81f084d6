package io.milora.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import io.milora.cli.CommandException;
import io.milora.cli.bench.Chromium.Tab;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A real browser at a page of its own. */
@DisabledIfSystemProperty(named = "milora.browser.absent", matches = "true")
class ChromiumTest {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final String PAGE =
      "<script>window.answer = 0; setTimeout(() => { window.answer = 0.5 }, 100)</script>";

  @Test
  void answersAreAwaitedAlsoWhenTheyAreFractions(@TempDir Path folder) throws Exception {
    HttpServer server = pages(folder);
    try (Chromium chromium = Chromium.start(BROWSER)) {
      Tab tab = chromium.stranger();
      tab.go(address(server));
      assertThat(tab.await("window.answer").doubleValue()).isEqualTo(0.5);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void strangersKnowNothingOfEachOther(@TempDir Path folder) throws Exception {
    HttpServer server = pages(folder);
    try (Chromium chromium = Chromium.start(BROWSER)) {
      Tab first = chromium.stranger();
      first.go(address(server));
      first.await("window.answer");
      first.value("document.cookie = 'seen=yes'");
      assertThat(first.value("document.cookie").asText()).isEqualTo("seen=yes");
      first.leave();
      Tab second = chromium.stranger();
      second.go(address(server));
      second.await("window.answer");
      assertThat(second.value("document.cookie").asText()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aBrowserThatIsNotThereIsSaidWithTheWayToMendIt(@TempDir Path folder) {
    assertThatThrownBy(() -> Chromium.start(folder.resolve("chromium")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("--browser");
  }

  private static HttpServer pages(Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), PAGE);
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            folder.toRealPath(),
            OutputLevel.NONE);
    server.start();
    return server;
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }
}
