package io.milora.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.cli.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A browser without windows, steered by its DevTools protocol: the command needs nothing but a
 * Chromium. Not thread-safe.
 */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String READY = "DevTools listening on ";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final ScratchFolder profile;
  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private int calls;

  private Chromium(ScratchFolder profile, Process process) throws IOException {
    this.profile = profile;
    this.process = process;
    this.socket = http.newWebSocketBuilder().buildAsync(address(process), new Listener()).join();
  }

  /**
   * Starts one with a profile of its own, which is gone with it.
   *
   * @throws CommandException if it does not start
   */
  static Chromium start(Path program) throws IOException {
    ScratchFolder profile = ScratchFolder.create();
    try {
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-background-networking",
                  "--disable-renderer-backgrounding",
                  "--disable-backgrounding-occluded-windows",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile.path(),
                  "about:blank")
              .start();
      return new Chromium(profile, process);
    } catch (IOException e) {
      profile.close();
      throw new CommandException(
          "Cannot start " + program + " (install it, or name another with --browser): " + e, e);
    }
  }

  private static URI address(Process process) throws IOException {
    BufferedReader said = process.errorReader();
    String line = said.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = said.readLine();
    }
    if (line == null) {
      throw new IOException("it ended at once");
    }
    Thread.ofVirtual().start(() -> said.lines().forEach(ignored -> {}));
    return URI.create(line.substring(READY.length()));
  }

  /** A page of somebody who has never been here: nothing is cached, nobody signed in. */
  Tab stranger() throws InterruptedException {
    String context =
        call(null, "Target.createBrowserContext", object()).path("browserContextId").asText();
    String target =
        call(
                null,
                "Target.createTarget",
                object().put("url", "about:blank").put("browserContextId", context))
            .path("targetId")
            .asText();
    String session =
        call(null, "Target.attachToTarget", object().put("targetId", target).put("flatten", true))
            .path("sessionId")
            .asText();
    // A page that nobody looks at is drawn never, or seldom, and its timers wait.
    call(session, "Emulation.setFocusEmulationEnabled", object().put("enabled", true));
    return new Tab(context, session);
  }

  /** One page of one person. */
  final class Tab {
    private final String context;
    private final String session;

    Tab(String context, String session) {
      this.context = context;
      this.session = session;
    }

    void go(URI address) throws InterruptedException {
      call(session, "Page.navigate", object().put("url", address.toString()));
    }

    /**
     * What an expression is, or what it promises.
     *
     * @return missing if the page went away meanwhile
     */
    JsonNode value(String expression) throws InterruptedException {
      return call(
              session,
              "Runtime.evaluate",
              object()
                  .put("expression", expression)
                  .put("awaitPromise", true)
                  .put("returnByValue", true))
          .path("result")
          .path("value");
    }

    /**
     * Asks again and again until the answer is neither missing, null, false nor 0.
     *
     * @throws CommandException if that takes more than a minute
     */
    JsonNode await(String expression) throws InterruptedException {
      long end = System.nanoTime() + LIMIT.toNanos();
      JsonNode value = value(expression);
      while (!isTrue(value)) {
        if (System.nanoTime() > end) {
          throw new CommandException("The page never came to: " + expression);
        }
        Thread.sleep(PAUSE);
        value = value(expression);
      }
      return value;
    }

    /** As JavaScript sees it; Jackson takes 0.5 for false. */
    private static boolean isTrue(JsonNode value) {
      return value.isNumber() ? value.doubleValue() != 0 : value.asBoolean();
    }

    /** Closes it and forgets all that the browser kept for it. */
    void leave() throws InterruptedException {
      call(null, "Target.disposeBrowserContext", object().put("browserContextId", context));
    }
  }

  private JsonNode call(@Nullable String session, String method, ObjectNode parameters)
      throws InterruptedException {
    ObjectNode message = object().put("id", ++calls).put("method", method);
    message.set("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    while (true) {
      String text = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (text == null) {
        throw new CommandException("The browser does not answer to " + message);
      }
      JsonNode answer = parse(text);
      if (answer.path("id").asInt() == calls) {
        return answer.path("result");
      }
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("The browser speaks JSON", e);
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @Override
  public void close() throws IOException {
    http.shutdownNow();
    // Its own processes write into the profile, too, and may outlive it by a little.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
    profile.close();
  }

  /** Puts the parts of messages together. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        answers.add(parts.toString());
        parts.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }
}
