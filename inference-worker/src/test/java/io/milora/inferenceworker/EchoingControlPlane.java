package io.milora.inferenceworker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * In place of tenant-manager: answers every call with the length of the body that came, and a
 * header that the front door has, too.
 */
public final class EchoingControlPlane implements QuarkusTestResourceLifecycleManager {
  @SuppressWarnings("NullAway.Init") // set at the start
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", EchoingControlPlane::answer);
    server.start();
    return Map.of("milora.control-plane.url", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    int length = exchange.getRequestBody().readAllBytes().length;
    byte[] answer = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("x-content-type-options", "nosniff");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
