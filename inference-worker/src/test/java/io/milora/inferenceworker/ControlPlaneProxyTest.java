package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ControlPlaneProxyTest extends WorkerTest {
  private static final byte[] BODY = new byte[3_000_000];

  static {
    new Random(1).nextBytes(BODY);
  }

  @TestHTTPResource("/v1/files")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @Test
  void bodiesOfKnownAndUnknownLengthArriveWhole() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 3; i++) {
        assertThat(send(client, BodyPublishers.ofByteArray(BODY))).isEqualTo("3000000");
        assertThat(send(client, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY))))
            .isEqualTo("3000000");
      }
    }
  }

  private String send(HttpClient client, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(address).POST(body).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
