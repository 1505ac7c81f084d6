package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.milora.inferenceworker.Tenants.Tenant;
import io.milora.inferenceworker.serving.AdapterCache;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two thousand requests over HTTP whose clients go away at random moments or give little time: each
 * ends in a known way, and nothing is left behind.
 */
@QuarkusTest
class DisturbedRequestsTest extends WorkerTest {
  private static final int REQUESTS = 2_000;

  /** More than there are slots, so that some wait. */
  private static final int AT_ONCE = 16;

  @TestHTTPResource("/v1/chat/completions")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @Inject ObjectMapper json;
  @Inject AdapterCache adapters;
  @Inject MeterRegistry metrics;

  private enum End {
    COMPLETED,
    TIMED_OUT,
    UNKNOWN_MODEL,
    LEFT
  }

  private record Asker(Tenant tenant, List<String> models) {}

  @Test
  @Timeout(120)
  void randomDisconnectsAndDeadlinesLeaveNothingBehind() throws Exception {
    List<Asker> askers = List.of(asker(1), asker(20));
    String before = text(chatBody("routed"));
    double counted = counted();

    Map<End, Integer> ends = new EnumMap<>(End.class);
    try (HttpClient patient = client();
        HttpClient leaving = client();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<End>> asked = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        Random random = new Random(i);
        Asker asker = askers.get(random.nextInt(askers.size()));
        boolean leaves = random.nextInt(3) == 0;
        asked.add(
            threads.submit(
                () -> leaves ? leave(leaving, asker, random) : ask(patient, asker, random)));
      }
      for (Future<End> end : asked) {
        ends.merge(end.get(), 1, Integer::sum);
      }
    }

    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
    assertThat(ends).containsKeys(End.values());
    awaitIdle();
    assertThat(adapters.residents()).isNotEmpty();
    // Those whose clients left may have gone before they were accepted, and so may their time.
    int refused = ends.getOrDefault(End.UNKNOWN_MODEL, 0);
    assertThat(counted() - counted)
        .isBetween(
            (double) REQUESTS - refused - ends.getOrDefault(End.LEFT, 0),
            (double) REQUESTS - refused);
    assertThat(metrics.find("milora:requests").tag("outcome", "engine_failed").counters())
        .isEmpty();
    assertThat(everySlotAnswers()).containsOnly(before);
  }

  private Asker asker(long seed) throws IOException {
    makeTenant();
    return new Asker(
        tenant,
        List.of(TinyBase.NAME, publishRouted(seed), publishPlain(seed + 1), publishMixture(seed)));
  }

  private double counted() {
    return metrics.find("milora:requests").counters().stream().mapToDouble(c -> c.count()).sum();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private End ask(HttpClient client, Asker asker, Random random) throws Exception {
    return end(client.send(request(asker, random), BodyHandlers.ofString()));
  }

  /**
   * Has a client of its own: the JDK's closes the connection of a request that is cancelled, even
   * if the next one has it already.
   */
  private End leave(HttpClient client, Asker asker, Random random) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request(asker, random), BodyHandlers.ofString());
    try {
      return end(answer.get(random.nextInt(80), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return End.LEFT;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(IOException.class);
      return End.LEFT;
    }
  }

  private HttpRequest request(Asker asker, Random random) throws JsonProcessingException {
    String model =
        random.nextInt(20) == 0
            ? "unknown"
            : asker.models().get(random.nextInt(asker.models().size()));
    Map<String, Object> body =
        chatBody(
            model,
            "stream",
            random.nextBoolean(),
            "temperature",
            random.nextInt(2),
            "n",
            1 + random.nextInt(2),
            "max_tokens",
            1 + random.nextInt(100));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + asker.tenant().key())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
    if (random.nextInt(4) == 0) {
      request.header("x-request-timeout-ms", Integer.toString(1 + random.nextInt(60)));
    }
    return request.build();
  }

  private static End end(HttpResponse<String> answer) {
    String body = answer.body();
    if (answer.statusCode() == 404) {
      return End.UNKNOWN_MODEL;
    }
    if (body.contains("deadline_exceeded") || body.contains("deadline_unreachable")) {
      return End.TIMED_OUT;
    }
    assertThat(answer.statusCode()).as(body).isEqualTo(200);
    boolean stream = body.startsWith("data: ");
    assertThat(body).contains(stream ? "[DONE]" : "finish_reason");
    return End.COMPLETED;
  }

  private List<String> everySlotAnswers() throws InterruptedException, ExecutionException {
    List<String> texts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(threads.submit(() -> text(chatBody("routed"))));
      }
      for (Future<String> answer : answers) {
        texts.add(answer.get());
      }
    }
    return texts;
  }

  /** No slot is taken, nobody waits, and no adapter is held. */
  private void awaitIdle() throws InterruptedException {
    while (!base.scheduler().state().running().isEmpty()
        || !base.scheduler().state().waiting().isEmpty()
        || adapters.residents().stream().anyMatch(adapter -> adapter.leases() > 0)) {
      Thread.sleep(1);
    }
  }
}
