package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that go away, and requests whose time is over. */
@QuarkusTest
class OverloadTest extends WorkerTest {
  @TestHTTPResource("/v1/chat/completions")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @Inject ObjectMapper json;

  @Test
  void aClientThatGoesAwayFreesItsSlot() throws IOException {
    try (Socket client = send(longChat(true))) {
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String line = answer.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = answer.readLine();
      }
      assertThat(line).startsWith("data: ");
    }
    awaitIdle();
  }

  @Test
  void aClientThatGoesAwayBeforeAnythingWasSentFreesItsSlot() throws IOException {
    try (Socket client = send(longChat(false))) {
      while (base.scheduler().state().running().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(client.isConnected()).isTrue();
    }
    awaitIdle();
  }

  @Test
  void anAnswerThatTakesTooLongIsCutOffAndSaysSo() {
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .header("x-request-timeout-ms", "1")
        .contentType(ContentType.JSON)
        .body(longChat(false))
        .post("/v1/chat/completions")
        .then()
        .statusCode(504)
        .body("error.code", equalTo("deadline_exceeded"));
    awaitIdle();
  }

  @Test
  void aTimeLimitThatIsNoNumberIsRefused() {
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .header("x-request-timeout-ms", "soon")
        .contentType(ContentType.JSON)
        .body(longChat(false))
        .post("/v1/chat/completions")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("x-request-timeout-ms"));
  }

  /** As many tokens as fit. */
  private static Map<String, Object> longChat(boolean stream) {
    Map<String, Object> body = chatBody(TinyBase.NAME, "stream", stream);
    body.remove("max_tokens");
    return body;
  }

  private Socket send(Map<String, Object> body) throws IOException {
    byte[] content = json.writeValueAsBytes(body);
    Socket client = new Socket(address.getHost(), address.getPort());
    client.setSoTimeout(60_000); // an error answer would otherwise be waited on for ever
    String head =
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(address.getPath(), tenant.key(), content.length);
    client.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().write(content);
    client.getOutputStream().flush();
    return client;
  }

  private void awaitIdle() {
    while (!base.scheduler().state().running().isEmpty()) {
      Thread.onSpinWait();
    }
  }
}
