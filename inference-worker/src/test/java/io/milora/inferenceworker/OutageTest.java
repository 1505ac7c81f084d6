package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.migrations.testing.RestartableDatabaseResource;
import io.milora.migrations.testing.RestartableServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL is stopped, started again and crashes while prompts are answered. */
@QuarkusTest
@WithTestResource(
    value = RestartableDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "INFERENCE"))
class OutageTest extends WorkerTest {
  private static final int CALLERS = 4;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  RestartableServer server;

  @Test
  @Timeout(120)
  void promptsGetTheirAnswersOrThe503AndAllRecoversByItself() throws Exception {
    publishRouted(7);
    String before = text(chatBody("routed"));
    Queue<String> texts = new ConcurrentLinkedQueue<>();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    AtomicInteger refused = new AtomicInteger();
    AtomicBoolean going = new AtomicBoolean(true);
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> traffic = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        traffic.add(
            callers.submit(
                () -> {
                  while (going.get()) {
                    note(chat(chatBody("routed")), texts, refused, wrong);
                  }
                }));
      }
      awaitMore(texts);

      server.stop();
      awaitRefusal(refused);
      chat(chatBody("routed"))
          .then()
          .statusCode(503)
          .body("error.code", equalTo("database_unreachable"))
          .header("retry-after", notNullValue());
      server.start();
      awaitMore(texts);

      server.crash();
      awaitMore(texts);
      going.set(false);
      for (Future<?> caller : traffic) {
        caller.get();
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(texts).containsOnly(before);
    assertThat(text(chatBody("routed"))).isEqualTo(before);
    tenants.execute(
        "UPDATE api_key SET revoked_at = now() WHERE tenant_id = '" + tenant.id() + "'");
    while (chat(chatBody("routed")).statusCode() != 401) {
      Thread.onSpinWait();
    }
  }

  private static void note(
      Response response, Queue<String> texts, AtomicInteger refused, Queue<String> wrong) {
    if (response.statusCode() == 200) {
      texts.add(response.path("choices[0].message.content"));
    } else if (response.statusCode() == 503
        && response.header("retry-after") != null
        && "database_unreachable".equals(response.path("error.code"))) {
      refused.incrementAndGet();
    } else {
      wrong.add(response.statusCode() + " " + response.asString());
    }
  }

  private static void awaitMore(Queue<String> texts) throws InterruptedException {
    int enough = texts.size() + 2 * CALLERS;
    while (texts.size() < enough) {
      Thread.sleep(1);
    }
  }

  private static void awaitRefusal(AtomicInteger refused) throws InterruptedException {
    while (refused.get() == 0) {
      Thread.sleep(1);
    }
  }
}
