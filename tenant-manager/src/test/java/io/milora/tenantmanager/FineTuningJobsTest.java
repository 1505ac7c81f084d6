package io.milora.tenantmanager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FineTuningJobsTest extends ApiTest {
  private static final String JOBS = "/v1/fine_tuning/jobs";

  @Inject ArtifactStore artifacts;

  @BeforeEach
  void aBaseModelIsThere() {
    registerBase();
  }

  @Test
  void aJobThatSucceededNamesItsMetricsWhichAreAFile() throws IOException {
    String key = newTenantsKey();
    String job = createdJob(key);
    String file = "file-" + job.substring("ftjob-".length());
    String csv = "step,train_loss\n1,0.5\n";
    ContentHash hash = artifacts.put(new ByteArrayInputStream(csv.getBytes(UTF_8)));
    sql(
        """
        INSERT INTO file (id, tenant_id, filename, purpose, bytes, content_hash)
          SELECT '%1$s', tenant_id, 'step_metrics.csv', 'FINE_TUNE_RESULTS', %2$d, '%3$s'
          FROM training_job WHERE id = '%4$s';
        UPDATE training_job SET status = 'SUCCEEDED', finished_at = now(), result_file = '%1$s' WHERE id = '%4$s'
        """
            .formatted(file, csv.length(), hash, job));

    as(key).get("/v1/fine_tuning/jobs/" + job).then().body("result_files", contains(file));
    as(key).get("/v1/files?purpose=fine-tune-results").then().body("data.id", contains(file));
    as(key).get("/v1/files/" + file + "/content").then().statusCode(200).body(equalTo(csv));
    as(newTenantsKey()).get("/v1/files/" + file + "/content").then().statusCode(404);
    createJob(key, "{\"model\":\"%s\",\"training_file\":\"%s\"}".formatted(BASE, file))
        .statusCode(400)
        .body("error.code", equalTo("file_not_found"))
        .body("error.message", containsString("purpose fine-tune"));
    as(key).delete("/v1/files/" + file).then().statusCode(200);
  }

  @Test
  void queuesJobWithEveryHyperparameterResolved() {
    String key = newTenantsKey();
    String file = uploaded(key);

    createJob(
            key,
            """
            {"model":"tiny-base","training_file":"%s","suffix":"support","seed":7,
             "metadata":{"team":"blue"},"integrations":null}"""
                .formatted(file))
        .statusCode(200)
        .body("id", matchesPattern("ftjob-[A-Za-z0-9]{24}"))
        .body("object", equalTo("fine_tuning.job"))
        .body("model", equalTo("tiny-base"))
        .body("status", equalTo("queued"))
        .body("training_file", equalTo(file))
        .body("organization_id", matchesPattern("org-.{24}"))
        .body("seed", equalTo(7))
        .body("suffix", equalTo("support"))
        .body("metadata.team", equalTo("blue"))
        .body("result_files", empty())
        .body("hyperparameters.n_epochs", equalTo(10))
        .body("hyperparameters.batch_size", equalTo(16))
        .body("hyperparameters.learning_rate_multiplier", equalTo(1.0f))
        .body("method.type", equalTo("milora"))
        .body("method.milora.hyperparameters.rank", equalTo(8))
        .body("method.milora.hyperparameters.k", equalTo(3))
        .body("method.milora.hyperparameters.pooler", equalTo("attention"))
        .body("method.milora.hyperparameters.learning_rate", equalTo(0.002f))
        .body("fine_tuned_model", nullValue())
        .body("error", nullValue())
        .body(
            "$",
            allOf(
                hasKey("finished_at"),
                hasKey("validation_file"),
                hasKey("trained_tokens"),
                hasKey("estimated_finish")));
  }

  @Test
  void takesLoraWithItsHyperparameters() {
    String key = newTenantsKey();

    createJob(
            key,
            """
            {"model":"tiny-base","training_file":"%s","method":{"type":"lora","lora":{
             "hyperparameters":{"n_epochs":"auto","rank":4,"target_modules":["q_proj","v_proj"],
             "learning_rate_multiplier":0.5}}}}"""
                .formatted(uploaded(key)))
        .statusCode(200)
        .body("method.type", equalTo("lora"))
        .body("method.lora.hyperparameters.rank", equalTo(4))
        .body("method.lora.hyperparameters.target_modules", contains("q_proj", "v_proj"))
        .body("method.lora.hyperparameters.learning_rate", equalTo(0.001f))
        .body("method.milora", nullValue())
        .body("hyperparameters.learning_rate_multiplier", equalTo(0.5f));
  }

  @Test
  void takesOpenAisSupervisedAndItsOlderHyperparametersForTheDefaultMethod() {
    String key = newTenantsKey();
    String file = uploaded(key);
    String supervised =
        "\"method\":{\"type\":\"supervised\",\"supervised\":{\"hyperparameters\":{\"n_epochs\":2,\"batch_size\":\"auto\"}}}";
    String legacy = "\"hyperparameters\":{\"n_epochs\":2,\"batch_size\":\"auto\"}";

    for (String how : List.of(supervised, legacy)) {
      createJob(key, "{\"model\":\"tiny-base\",\"training_file\":\"%s\",%s}".formatted(file, how))
          .statusCode(200)
          .body("method.type", equalTo("milora"))
          .body("hyperparameters.n_epochs", equalTo(2))
          .body("hyperparameters.batch_size", equalTo(16));
    }
  }

  @Test
  void saysEverythingThatIsWrongWithBody() {
    createJob(
            newTenantsKey(),
            """
            {"training_file":3,"suffix":"Not OK","seed":-1,"colour":"red",
             "integrations":[{"type":"wandb"}],"metadata":{"a":1},
             "method":{"type":"milora","lora":{},"milora":{"hyperparameters":{"rnak":8,"k":"three"}}}}""")
        .statusCode(400)
        .body(
            "error.problems.param",
            containsInAnyOrder(
                "model",
                "training_file",
                "suffix",
                "seed",
                "colour",
                "integrations",
                "metadata.a",
                "method.lora",
                "method.milora.hyperparameters.rnak",
                "method.milora.hyperparameters.k"))
        .body("error.message", containsString("rnak"));
  }

  @Test
  void saysEverythingThatIsOutOfRange() {
    String key = newTenantsKey();

    createJob(
            key,
            """
            {"model":"tiny-base","training_file":"%s","method":{"type":"milora","milora":{
             "hyperparameters":{"rank":0,"k":9,"n_epochs":0,"dropout":2}}}}"""
                .formatted(uploaded(key)))
        .statusCode(400)
        .body(
            "error.problems.param",
            hasItems(
                "method.milora.hyperparameters.rank", "method.milora.hyperparameters.n_epochs"));
  }

  @Test
  void refusesRouterOptionsForLoraAndMethodsNobodyKnows() {
    String key = newTenantsKey();
    String file = uploaded(key);

    createJob(
            key,
            "{\"model\":\"tiny-base\",\"training_file\":\"%s\",\"method\":{\"type\":\"lora\",\"lora\":{\"hyperparameters\":{\"k\":3}}}}"
                .formatted(file))
        .statusCode(400)
        .body("error.param", equalTo("method.lora.hyperparameters.k"))
        .body("error.code", equalTo("unsupported_parameter"));
    createJob(
            key,
            "{\"model\":\"tiny-base\",\"training_file\":\"%s\",\"method\":{\"type\":\"dpo\"}}"
                .formatted(file))
        .statusCode(400)
        .body("error.param", equalTo("method.type"))
        .body("error.message", containsString("milora, lora, moa, supervised"));
  }

  @Test
  void saysAllNamesThatNobodyKnows() {
    String key = newTenantsKey();
    String others = uploaded(newTenantsKey());

    createJob(
            key,
            "{\"model\":\"gpt-9\",\"training_file\":\"%s\",\"validation_file\":\"file-none\"}"
                .formatted(others))
        .statusCode(400)
        .body("error.problems.param", contains("model", "training_file", "validation_file"))
        .body(
            "error.problems.code", contains("model_not_found", "file_not_found", "file_not_found"))
        .body("error.message", containsString("tiny-base"));
  }

  @Test
  void refusesBodyThatIsNoJson() {
    createJob(newTenantsKey(), "{\"model\":")
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"));
  }

  @Test
  void refusesBodyThatIsTooLarge() {
    createJob(newTenantsKey(), "{\"model\":\"" + "x".repeat(2 << 20) + "\"}").statusCode(413);
  }

  @Test
  void cancelsQueuedJobAtOnceAndOnlyOnce() {
    String key = newTenantsKey();
    String id = createdJob(key);

    as(key)
        .post(JOBS + "/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("status", equalTo("cancelled"))
        .body("finished_at", notNullValue());
    as(key)
        .post(JOBS + "/" + id + "/cancel")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("job_finished"));
    as(key)
        .get(JOBS + "/" + id + "/events")
        .then()
        .body("data[0].message", containsString("ancel"));
  }

  @Test
  void pausesAndResumesJobsAndSaysWhereTheyStand() {
    String key = newTenantsKey();
    String id = createdJob(key);

    as(key)
        .get(JOBS + "/" + id)
        .then()
        .body("queue.position", greaterThan(0))
        .body("queue.reason", equalTo("waiting_for_worker"));
    as(key)
        .post(JOBS + "/" + id + "/pause")
        .then()
        .statusCode(200)
        .body("status", equalTo("paused"))
        .body("queue.position", nullValue())
        .body("queue.reason", equalTo("paused"));
    as(key).get(JOBS).then().body("data[0].queue.reason", equalTo("paused"));
    as(key)
        .post(JOBS + "/" + id + "/resume")
        .then()
        .statusCode(200)
        .body("status", equalTo("queued"))
        .body("queue.reason", equalTo("waiting_for_worker"));
    as(key)
        .post(JOBS + "/" + id + "/resume")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("job_not_paused"))
        .body("error.message", containsString("is queued; only a paused job can be resumed"));
    as(newTenantsKey()).post(JOBS + "/" + id + "/pause").then().statusCode(404);
  }

  @Test
  void runningJobIsPausingUntilItsWorkerLetsGo() {
    String key = newTenantsKey();
    String id = createdJob(key);
    sql("UPDATE training_job SET status = 'RUNNING' WHERE id = '%s'".formatted(id));

    as(key)
        .post(JOBS + "/" + id + "/pause")
        .then()
        .statusCode(200)
        .body("status", equalTo("pausing"))
        .body("queue", nullValue());
    as(key)
        .post(JOBS + "/" + id + "/resume")
        .then()
        .statusCode(409)
        .body("error.message", containsString("wait until it is paused"));
  }

  @Test
  void operatorsLimitTheJobsOfATenantThatRunAtOnce() {
    String tenant = newTenant();
    String key = newKey(tenant, "files", "fine_tune");
    String share = "/operator/v1/tenants/" + tenant + "/training_share";
    operator()
        .contentType(ContentType.JSON)
        .body("{\"weight\":2,\"max_running_jobs\":1}")
        .put(share)
        .then()
        .statusCode(200);
    operator().get(share).then().body("weight", equalTo(2.0f)).body("max_running_jobs", equalTo(1));
    operator()
        .contentType(ContentType.JSON)
        .body("{\"weight\":0,\"max_running_jobs\":0}")
        .put(share)
        .then()
        .statusCode(400)
        .body("error.problems.param", contains("weight", "max_running_jobs"));

    String running = createdJob(key);
    sql("UPDATE training_job SET status = 'RUNNING' WHERE id = '%s'".formatted(running));
    String waiting = createdJob(key);
    as(key).get(JOBS + "/" + waiting).then().body("queue.reason", equalTo("tenant_limit"));
    assertThat(
            as(key).get(JOBS + "/" + waiting + "/events").jsonPath().getString("data[0].message"))
        .contains("waits");
  }

  @Test
  void asksRunningJobToStop() {
    String key = newTenantsKey();
    String id = createdJob(key);
    sql("UPDATE training_job SET status = 'RUNNING' WHERE id = '%s'".formatted(id));

    as(key)
        .post(JOBS + "/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("status", equalTo("running"));
    assertThat(as(key).get(JOBS + "/" + id + "/events").jsonPath().getString("data[0].message"))
        .contains("requested");
  }

  @Test
  void listsJobsNewestFirstInPages() {
    String key = newTenantsKey();
    String first = createdJob(key);
    String second = createdJob(key);
    String third = createdJob(key);

    as(key)
        .get(JOBS + "?limit=2")
        .then()
        .statusCode(200)
        .body("data.id", contains(third, second))
        .body("has_more", equalTo(true));
    as(key)
        .get(JOBS + "?limit=2&after=" + second)
        .then()
        .body("data.id", contains(first))
        .body("has_more", equalTo(false));
  }

  @Test
  void listsEventsNewestFirstInPages() {
    String key = newTenantsKey();
    String events = JOBS + "/" + createdJob(key) + "/events";

    List<String> all =
        as(key)
            .get(events)
            .then()
            .statusCode(200)
            .body("data.object", hasItems("fine_tuning.job.event"))
            .body("data.level", hasItems("info"))
            .body("data.type", hasItems("message"))
            .body("data[-1].message", containsString("Created fine-tuning job"))
            .extract()
            .path("data.id");
    assertThat(all).hasSizeGreaterThan(1);
    as(key)
        .get(events + "?limit=1&after=" + all.getFirst())
        .then()
        .body("data.id", contains(all.get(1)));
  }

  @Test
  void showsCheckpointsAndResultOfFinishedJob() {
    String key = newTenantsKey();
    String id = createdJob(key);
    String model = "ft:tiny-base:acme:support:" + id;
    publish(id, "av-" + id, model);

    as(key)
        .get(JOBS + "/" + id)
        .then()
        .body("status", equalTo("succeeded"))
        .body("fine_tuned_model", equalTo(model))
        .body("trained_tokens", equalTo(12));
    as(key)
        .get(JOBS + "/" + id + "/checkpoints")
        .then()
        .statusCode(200)
        .body("data[0].object", equalTo("fine_tuning.job.checkpoint"))
        .body("data[0].step_number", equalTo(200))
        .body("data[0].fine_tuning_job_id", equalTo(id))
        .body(
            "data[0].fine_tuned_model_checkpoint",
            matchesPattern("ft:tiny-base:tenant-[0-9]+::.{8}:ckpt-step-200"))
        .body("data[0].metrics.full_valid_loss", equalTo(0.5f))
        .body("data[0].metrics", hasKey("train_loss"));
  }

  @Test
  void jobsOfOthersLookLikeJobsThatDoNotExist() {
    String mine = newTenantsKey();
    String id = createdJob(newTenantsKey());
    String missing = "ftjob-" + "0".repeat(24);

    for (String path : List.of("", "/events", "/checkpoints")) {
      String forOthers =
          as(mine).get(JOBS + "/" + id + path).then().statusCode(404).extract().asString();
      String forMissing =
          as(mine).get(JOBS + "/" + missing + path).then().statusCode(404).extract().asString();
      assertThat(forOthers).isEqualTo(forMissing.replace(missing, id));
    }
    as(mine).post(JOBS + "/" + id + "/cancel").then().statusCode(404);
    as(mine).get(JOBS).then().body("data", empty());
  }
}
