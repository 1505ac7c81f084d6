package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that are sent twice, tried out, and found by their metadata. */
@QuarkusTest
class JobRequestsTest extends ApiTest {
  @BeforeEach
  void aBaseModelIsThere() {
    registerBase();
  }

  @Test
  void requestSentAgainWithItsKeyGetsTheSameAnswerAndNoSecondJob() throws Exception {
    String key = newTenantsKey();
    String body = job(uploaded(key), "");
    Callable<String> send = () -> create(key, "once", body).statusCode(200).extract().asString();

    List<String> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : clients.invokeAll(Collections.nCopies(6, send))) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).hasSize(6).containsOnly(answers.getFirst());
    as(key).get("/v1/fine_tuning/jobs").then().body("data", hasSize(1));
    create(key, "once", job(uploaded(key), ",\"seed\":7"))
        .statusCode(409)
        .body("error.code", equalTo("idempotency_key_reused"));
    create(key, "twice", body).statusCode(200);
    as(key).get("/v1/fine_tuning/jobs").then().body("data", hasSize(2));
  }

  @Test
  void requestThatFailedCanBeSentAgainWithItsKey() {
    String key = newTenantsKey();
    create(key, "k", job("file-none", "")).statusCode(400);
    create(key, "k", job(uploaded(key), "")).statusCode(200);
  }

  @Test
  void dryRunResolvesEverythingAndCreatesNothing() {
    String key = newTenantsKey();
    String file = uploaded(key);

    createJob(key, job(file, ",\"dry_run\":true,\"seed\":3"))
        .statusCode(200)
        .body("object", equalTo("fine_tuning.job.dry_run"))
        .body("seed", equalTo(3))
        .body("hyperparameters.n_epochs", equalTo(10))
        .body("method.milora.hyperparameters.rank", equalTo(8))
        .body("files[0].id", equalTo(file))
        .body("files[0].rows", equalTo(3))
        .body("files[0].duplicates", equalTo(2))
        .body("files[0].format", equalTo("chat"))
        .body("estimate.steps", equalTo(10))
        .body("estimate.trained_tokens", greaterThan(10));
    createJob(key, job("file-none", ",\"dry_run\":true"))
        .statusCode(400)
        .body("error.code", equalTo("file_not_found"));

    as(key).get("/v1/fine_tuning/jobs").then().body("data", empty());
  }

  @Test
  void aTrialTellsHowManyRowsToValidateWithAreTrainedOn() {
    String key = newTenantsKey();
    String training = uploaded(key, pair("One?", "1") + pair("Two?", "2") + pair("Two?", "II"));
    String validation =
        uploaded(key, pair("Two?", "zwei") + pair("Three?", "3") + pair("One?", "1"));

    createJob(key, job(training, ",\"validation_file\":\"" + validation + "\",\"dry_run\":true"))
        .statusCode(200)
        .body("files.purpose", contains("training_file", "validation_file"))
        .body("files[0].overlap", nullValue())
        .body("files[1].rows", equalTo(3))
        .body("files[1].overlap", equalTo(2));
  }

  private static String uploaded(String key, String rows) {
    return upload(key, rows).statusCode(200).extract().path("id");
  }

  private static String pair(String prompt, String completion) {
    return "{\"prompt\":\"%s\",\"completion\":\"%s\"}\n".formatted(prompt, completion);
  }

  @Test
  void jobsAreFoundByTheirMetadata() {
    String key = newTenantsKey();
    String file = uploaded(key);
    String blue = created(key, job(file, ",\"metadata\":{\"team\":\"blue\",\"stage\":\"test\"}"));
    String red = created(key, job(file, ",\"metadata\":{\"team\":\"red\"}"));
    String blueToo = created(key, job(file, ",\"metadata\":{\"team\":\"blue\"}"));

    found(key, "metadata[team]=blue").body("data.id", contains(blueToo, blue));
    found(key, "metadata[team]=blue&metadata[stage]=test").body("data.id", contains(blue));
    found(key, "metadata[team]=red&limit=1").body("data.id", contains(red));
    found(key, "metadata[team]=green").body("data", empty());
    as(key)
        .get("/v1/fine_tuning/jobs?meta=1")
        .then()
        .statusCode(400)
        .body("error.message", containsString("meta"));
  }

  @Test
  void jobsAreFoundByStateMethodAndTime() {
    String key = newTenantsKey();
    String file = uploaded(key);
    String queued = created(key, job(file, ""));
    String lora = created(key, job(file, ",\"method\":{\"type\":\"lora\"}"));
    String cancelled = created(key, job(file, ""));
    as(key).post("/v1/fine_tuning/jobs/" + cancelled + "/cancel").then().statusCode(200);
    sql("UPDATE training_job SET created_at = to_timestamp(1000) WHERE id = '" + queued + "'");

    found(key, "status=queued").body("data.id", contains(lora, queued));
    found(key, "status=queued,cancelled&method=milora")
        .body("data.id", contains(cancelled, queued));
    found(key, "method=lora").body("data.id", contains(lora));
    found(key, "created_to=1001").body("data.id", contains(queued));
    found(key, "created_from=1001&status=queued").body("data.id", contains(lora));
    found(key, "limit=1&status=queued&after=" + lora).body("data.id", contains(queued));
    as(key)
        .get("/v1/fine_tuning/jobs?status=asleep&method=magic&created_from=noon")
        .then()
        .statusCode(400)
        .body("error.problems.param", contains("status", "method", "created_from"));
  }

  private static ValidatableResponse found(String key, String query) {
    return as(key).get("/v1/fine_tuning/jobs?" + query).then().statusCode(200);
  }

  private static String created(String key, String body) {
    return createJob(key, body).statusCode(200).extract().path("id");
  }

  private static ValidatableResponse create(String key, String idempotencyKey, String body) {
    return as(key)
        .header("Idempotency-Key", idempotencyKey)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/fine_tuning/jobs")
        .then();
  }

  private static String job(String file, String more) {
    return "{\"model\":\"%s\",\"training_file\":\"%s\"%s}".formatted(BASE, file, more);
  }
}
