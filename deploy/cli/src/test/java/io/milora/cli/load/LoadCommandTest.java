package io.milora.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milora.cli.Milora;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadCommandTest {
  private static final String TEXT =
      "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"%s\"}}]}\n\n";
  private static final String USAGE =
      "data: {\"choices\": [], \"usage\": {\"completion_tokens\": 3}}\n\n";
  private static final String REFUSAL =
      """
      {"error": {"message": "Too many.", "type": "rate_limit_error", "param": null,
                 "code": "rate_limit_exceeded", "problems": []}}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server = newServer();

  private HttpServer newServer() {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      created.setExecutor(threads);
      created.start();
      return created;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    stopped.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void everyTenantsAnswersAreTimedAndRefusalsCountedByKind() throws IOException {
    answer(
        exchange -> {
          if (exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer mk_b")) {
            send(exchange, 429, REFUSAL);
          } else {
            send(
                exchange,
                200,
                TEXT.formatted("")
                    + TEXT.formatted("a")
                    + TEXT.formatted("b")
                    + USAGE
                    + "data: [DONE]\n\n");
          }
        });
    Path prompts =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            """
            {"messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "Here."}]}
            """);
    Path json = folder.resolve("load.json");

    int code =
        run(
            "--key=acme=mk_a@ft:base:acme:x:1*3",
            "--key=biz=mk_b@base",
            "--rate=200",
            "--requests=80",
            "--prompts=" + prompts,
            "--json=" + json);

    assertThat(code).as(errors.toString()).isZero();
    JsonNode tenants = new ObjectMapper().readTree(json.toFile()).get("tenants");
    assertThat(tenants.valueStream().map(row -> row.get("tenant").asText()))
        .containsExactly("acme", "biz", "all");
    JsonNode acme = tenants.get(0);
    JsonNode biz = tenants.get(1);
    assertThat(acme.get("sent").asInt()).isEqualTo(acme.get("completed").asInt());
    assertThat(acme.get("tokens").asInt()).isEqualTo(3 * acme.get("sent").asInt());
    for (String latency : List.of("ttft", "tpot", "end_to_end")) {
      assertThat(acme.get(latency).get("count").asInt()).isEqualTo(acme.get("sent").asInt());
    }
    assertThat(biz.at("/failed/429 rate_limit_exceeded").asInt())
        .isEqualTo(biz.get("sent").asInt());
    assertThat(acme.get("sent").asInt()).isGreaterThan(biz.get("sent").asInt());
    assertThat(tenants.get(2).get("sent").asInt()).isEqualTo(80);
    assertThat(received)
        .hasSize(80)
        .allMatch(body -> body.contains("Where is it?") && !body.contains("Here."));
    assertThat(out.toString()).contains("429 rate_limit_exceeded").doesNotContain("mk_");
  }

  @Test
  void clientsGoAwayBeforeAndWithinAnswersAsPlanned() throws IOException {
    answer(
        exchange -> {
          if (received.size() % 2 == 0) {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write(TEXT.formatted("a").getBytes(StandardCharsets.UTF_8));
            body.flush();
          }
          await();
        });
    Path json = folder.resolve("load.json");

    int code =
        run(
            "--key=acme=mk_a@base",
            "--rate=500",
            "--requests=20",
            "--disconnects=1",
            "--unrest=0.3",
            "--json=" + json);

    assertThat(code).as(errors.toString()).isZero();
    JsonNode acme = new ObjectMapper().readTree(json.toFile()).get("tenants").get(0);
    assertThat(acme.get("left").asInt()).isEqualTo(20);
  }

  @Test
  void everyBadOptionIsNamedAtOnceAndNoKeyIsShown() {
    assertThat(run("--key=acme=mk_secret", "--rate=0", "--requests=0", "--disconnects=2"))
        .isEqualTo(2);
    assertThat(errors.toString())
        .contains("acme", "--rate", "--requests", "--disconnects")
        .doesNotContain("mk_secret");
  }

  private void await() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How a request is answered. */
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void answer(Answer answer) {
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer.to(exchange);
        });
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("load", "--url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1"));
    all.addAll(List.of(options));
    return Milora.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }
}
