package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans reach a collector, in the trace that the client began. */
@QuarkusTest
@WithTestResource(TracesTest.Collector.class)
class TracesTest extends WorkerTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @Test
  @Timeout(60) // instead of waiting for ever for spans that do not come
  void requestsAreTracedToTheEndpointThatWasConfigured() throws InterruptedException {
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
        .contentType("application/json")
        .body(chatBody(TinyBase.NAME))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
    List<String> spans = List.of("queue", "prefill", "decode", "generate", "/v1/chat/completions");
    String told = "";
    while (!spans.stream().allMatch(told::contains)) {
      told += Collector.RECEIVED.take();
    }
  }

  /** Takes spans by OTLP over HTTP, whose protobuf has names in the clear. */
  public static class Collector implements QuarkusTestResourceLifecycleManager {
    static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init") // set at the start
    private HttpServer server;

    @Override
    public Map<String, String> start() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext(
          "/v1/traces",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            RECEIVED.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      return Map.of(
          "milora.traces.endpoint", "http://127.0.0.1:" + server.getAddress().getPort(),
          "quarkus.otel.exporter.otlp.traces.protocol", "http/protobuf",
          "quarkus.otel.exporter.otlp.traces.compression", "none",
          "quarkus.otel.bsp.schedule.delay", "100ms");
    }

    @Override
    public void stop() {
      server.stop(0);
    }
  }
}
