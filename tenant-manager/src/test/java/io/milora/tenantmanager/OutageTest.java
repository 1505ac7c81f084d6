package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away in the midst of traffic and comes back. */
@QuarkusTest
@WithTestResource(RelayedDatabase.class)
class OutageTest extends ApiTest {
  @SuppressWarnings("NullAway.Init") // set by the test resource
  Relay relay;

  @AfterEach
  void mend() {
    relay.mend();
  }

  @Test
  void whatFailsSaysWhyAndAllRecoversByItself() {
    String key = newKey(newTenant(), "admin");
    as(key).get("/v1/files").then().statusCode(200);

    relay.cut();

    await(() -> as(key).get("/v1/files").statusCode() == 503);
    as(key)
        .get("/v1/files")
        .then()
        .statusCode(503)
        .body("error.code", equalTo("database_unreachable"))
        .body("error.message", containsString("does not answer"))
        .header("retry-after", notNullValue());
    operator().get("/operator/v1/tenants").then().statusCode(503);

    relay.mend();

    await(() -> as(key).get("/v1/files").statusCode() == 200);
    String id = as(key).get("/v1/api_keys").then().extract().path("data[0].id");
    as(key).delete("/v1/api_keys/" + id).then().statusCode(200);
    await(() -> as(key).get("/v1/files").statusCode() == 401);
  }

  @Test
  void trafficThroughTheOutageGetsAnAnswerOrThe503AndNothingElse() throws Exception {
    String key = newTenantsKey();
    Set<Integer> answers = new ConcurrentSkipListSet<>();
    AtomicBoolean going = new AtomicBoolean(true);
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> traffic = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        traffic.add(
            callers.submit(
                () -> {
                  while (going.get()) {
                    answers.add(as(key).get("/v1/files").statusCode());
                  }
                }));
      }
      await(() -> answers.contains(200));
      relay.cut();
      await(() -> answers.contains(503));
      relay.mend();
      await(() -> as(key).get("/v1/files").statusCode() == 200);
      going.set(false);
      for (Future<?> caller : traffic) {
        caller.get();
      }
    }

    assertThat(answers).isEqualTo(new TreeSet<>(Set.of(200, 503)));
    as(key).get("/v1/files").then().statusCode(200);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
    }
  }
}
