package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.milora.migrations.testing.RestartableDatabaseResource;
import io.milora.migrations.testing.RestartableServer;
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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL is stopped, started again and crashes in the midst of traffic. */
@QuarkusTest
@WithTestResource(RestartableDatabaseResource.class)
class OutageTest extends ApiTest {
  @SuppressWarnings("NullAway.Init") // set by the test resource
  RestartableServer server;

  @AfterEach
  void startAgain() {
    server.start();
    await(() -> operator().get("/operator/v1/tenants").statusCode() == 200);
  }

  @Test
  void whatFailsSaysWhyAndAllRecoversByItself() {
    String key = newKey(newTenant(), "admin");
    as(key).get("/v1/files").then().statusCode(200);

    server.stop();

    as(key)
        .get("/v1/files")
        .then()
        .statusCode(503)
        .body("error.code", equalTo("database_unreachable"))
        .body("error.message", containsString("does not answer"))
        .header("retry-after", notNullValue());
    operator().get("/operator/v1/tenants").then().statusCode(503);

    server.start();

    await(() -> as(key).get("/v1/files").statusCode() == 200);
    String id = as(key).get("/v1/api_keys").then().extract().path("data[0].id");
    as(key).delete("/v1/api_keys/" + id).then().statusCode(200);
    await(() -> as(key).get("/v1/files").statusCode() == 401);
  }

  @Test
  void trafficThroughARestartGetsAnAnswerOrThe503AndWhatWasAnsweredStays() throws Exception {
    throughAnOutage(
        answers -> {
          server.stop();
          await(() -> answers.contains(503));
          server.start();
        });
  }

  @Test
  void trafficThroughACrashGetsAnAnswerOrThe503AndWhatWasAnsweredStays() throws Exception {
    throughAnOutage(
        answers -> {
          server.crash();
          await(() -> answers.contains(503));
        });
  }

  private interface Outage {
    /** Happens; ends with the server up, or about to be. */
    void happen(Queue<Integer> answers) throws Exception;
  }

  private void throughAnOutage(Outage outage) throws Exception {
    registerBase();
    String key = newTenantsKey();
    String file = uploaded(key);
    Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    Queue<String> kept = new ConcurrentLinkedQueue<>();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    String job = "{\"model\":\"%s\",\"training_file\":\"%s\"}".formatted(BASE, file);
    List<Supplier<Response>> calls =
        List.of(
            () -> as(key).get("/v1/files"),
            () -> as(key).get("/v1/fine_tuning/jobs?limit=5"),
            () -> upload(key, ROW).extract().response(),
            () -> createJob(key, job).extract().response());
    AtomicBoolean going = new AtomicBoolean(true);
    try (ExecutorService callers = Executors.newFixedThreadPool(calls.size())) {
      List<Future<?>> traffic = new ArrayList<>();
      for (Supplier<Response> call : calls) {
        traffic.add(
            callers.submit(
                () -> {
                  while (going.get()) {
                    note(call.get(), answers, kept, wrong);
                  }
                }));
      }
      await(() -> kept.size() > calls.size());
      outage.happen(answers);
      answers.clear();
      int before = kept.size();
      await(() -> kept.size() > before + calls.size());
      going.set(false);
      for (Future<?> caller : traffic) {
        caller.get();
      }
    }

    assertThat(wrong).isEmpty();
    for (String id : kept) {
      String list = id.startsWith("file-") ? "/v1/files/" : "/v1/fine_tuning/jobs/";
      as(key).get(list + id).then().statusCode(200);
    }
  }

  private static void note(
      Response response, Queue<Integer> answers, Queue<String> kept, Queue<String> wrong) {
    int status = response.statusCode();
    if (status == 503
        && response.header("retry-after") != null
        && "database_unreachable".equals(response.path("error.code"))) {
      answers.add(status);
    } else if (status != 200) {
      wrong.add(status + " " + response.asString());
    } else if (response.path("id") != null) {
      answers.add(status);
      kept.add(response.path("id"));
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
    }
  }
}
