package io.milora.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantClientTest {
  private final List<String> received = new ArrayList<>();
  private final HttpServer server = newServer();

  private static HttpServer newServer() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void asksGreedilyAndReadsAnswerTokensAndGates() {
    answer(
        "/v1/chat/completions",
        200,
        """
        {"id": "chatcmpl-1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "billing"}}],
         "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11},
         "routes": {"modules": ["q"], "gates": [[0.5, 0, 0, 0, 0, 0, 0]]}}
        """);

    TenantClient.Answer answer =
        client().ask("base", List.of(new ChatMessage(Role.USER, "Where is my invoice?")), 6);

    assertThat(answer.text()).isEqualTo("billing");
    assertThat(answer.tokens()).isEqualTo(2);
    assertThat(answer.gates()).containsExactly(List.of(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    assertThat(received.getFirst())
        .contains("\"temperature\":0.0", "\"max_completion_tokens\":6", "\"role\":\"user\"");
  }

  @Test
  void uploadsAMultipartFormOfPurposeAndFile() {
    answer(
        "/v1/files",
        200,
        """
        {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "expires_at": null,
         "filename": "a.jsonl", "purpose": "fine-tune", "status": "processed", "status_details": null}
        """);

    String id = client().upload("a.jsonl", "{}\n".getBytes(StandardCharsets.UTF_8)).id();

    assertThat(id).isEqualTo("file-1");
    assertThat(received.getFirst())
        .contains(
            "name=\"purpose\"\r\n\r\nfine-tune\r\n",
            "filename=\"a.jsonl\"",
            "Content-Type: application/jsonl\r\n\r\n{}\n\r\n--");
  }

  @Test
  void saysWhatTheServerSaidWhenItRefuses() {
    answer(
        "/v1/fine_tuning/jobs/ftjob-1",
        404,
        """
        {"error": {"message": "No such job.", "type": "invalid_request_error", "param": null,
                   "code": "not_found", "problems": []}}
        """);

    assertThatThrownBy(() -> client().job("ftjob-1"))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status()).isEqualTo(404))
        .hasMessageContaining("No such job.");
  }

  private TenantClient client() {
    return new TenantClient("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "mk_test");
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
