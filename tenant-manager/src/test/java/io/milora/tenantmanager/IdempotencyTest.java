package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Files and aliases whose requests are sent again. */
@QuarkusTest
class IdempotencyTest extends ApiTest {
  private static final String KEY = "Idempotency-Key";

  @Test
  void fileThatIsSentAgainIsKeptOnceAndAnsweredWordForWord() {
    String key = newTenantsKey();

    Response first = upload(key, "one", "train.jsonl", ROW);
    Response second = upload(key, "one", "train.jsonl", ROW);

    first.then().statusCode(200).contentType(ContentType.JSON);
    assertThat(second.asString()).isEqualTo(first.asString());
    as(key).get("/v1/files").then().body("data", hasSize(1));
    upload(key, "two", "train.jsonl", ROW).then().statusCode(200);
    as(key).get("/v1/files").then().body("data", hasSize(2));
  }

  @Test
  void nameOfAnotherFilesRequestIsRefused() {
    String key = newTenantsKey();
    upload(key, "one", "train.jsonl", ROW).then().statusCode(200);

    for (Response other :
        List.of(
            upload(key, "one", "train.jsonl", ROW.repeat(2)),
            upload(key, "one", "other.jsonl", ROW))) {
      other.then().statusCode(409).body("error.code", equalTo("idempotency_key_reused"));
    }
    upload(newTenantsKey(), "one", "other.jsonl", ROW).then().statusCode(200);
  }

  @Test
  void filesThatAreSentAtTheSameTimeAreKeptOnce() throws Exception {
    String key = newTenantsKey();
    Callable<String> one = () -> upload(key, "race", "train.jsonl", ROW).path("id");

    try (ExecutorService clients = Executors.newFixedThreadPool(6)) {
      List<String> ids =
          clients.invokeAll(Collections.nCopies(12, one)).stream()
              .map(Future::resultNow)
              .distinct()
              .toList();
      assertThat(ids).hasSize(1);
    }
    as(key).get("/v1/files").then().body("data", hasSize(1));
  }

  @Test
  void rollbackThatIsSentAgainDoesNotGoForthAgain() {
    String tenant = newTenant();
    String key = newKey(tenant, "admin");
    String old = version(tenant, key, "a");
    String young = version(tenant, key, "b");
    put(key, "p1", "/v1/aliases/support", Map.of("model", old));
    put(key, "p2", "/v1/aliases/support", Map.of("model", young));
    put(key, "p1", "/v1/aliases/support", Map.of("model", old)); // answered, not done
    as(key).get("/v1/aliases/support").then().body("model", equalTo(young));

    for (int i = 0; i < 2; i++) {
      as(key)
          .header(KEY, "back")
          .post("/v1/aliases/support/rollback")
          .then()
          .statusCode(200)
          .body("model", equalTo(old));
    }

    as(key).get("/v1/aliases/support").then().body("model", equalTo(old));
    as(key).get("/v1/aliases/support/history").then().body("data", hasSize(3));
    Map<String, Object> canary = Map.of("model", young, "percent", 10);
    put(key, "c", "/v1/aliases/support/canary", canary);
    as(key).delete("/v1/aliases/support/canary").then().statusCode(200);
    put(key, "c", "/v1/aliases/support/canary", canary);
    as(key).get("/v1/aliases/support").then().body("canary", equalTo(null));
  }

  private String version(String tenant, String key, String suffix) {
    String model = "ft:" + BASE + ":" + tenant + ":" + suffix + ":1";
    publish(createdJob(key), "av-" + tenant + suffix, model);
    return model;
  }

  private static void put(String key, String name, String path, Map<String, Object> body) {
    as(key)
        .header(KEY, name)
        .contentType(ContentType.JSON)
        .body(body)
        .put(path)
        .then()
        .statusCode(200);
  }

  private static Response upload(String key, String name, String file, String content) {
    return as(key)
        .header(KEY, name)
        .multiPart("purpose", "fine-tune")
        .multiPart("file", file, content.getBytes(StandardCharsets.UTF_8))
        .post("/v1/files");
  }
}
