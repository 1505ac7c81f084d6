package io.milora.tenantmanager;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.milora.model.Precision;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.ModelScores;
import io.milora.model.json.MiloraJson;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AliasGateApiTest extends ApiTest {
  private static final String DATASET = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  private String key;
  private String first;
  private String second;

  @BeforeEach
  void anAliasOnTheFirstOfTwoVersions() {
    key = newTenantsKey();
    first = published(key);
    second = published(key);
    move(first).statusCode(200);
  }

  @Test
  void aVersionWithinTheToleranceMayFollow() {
    setRule(Map.of("metric", "accuracy", "tolerance", 0.5)).statusCode(200);
    measured(first, DATASET, 0.800, 100);
    measured(second, DATASET, 0.795, 100);
    move(second).statusCode(200).body("model", equalTo(second));
    history()
        .body("data", hasSize(2))
        .body("data[0].kind", equalTo("moved"))
        .body("data[0].from", equalTo(first))
        .body("data[0].to", equalTo(second))
        .body("data[0].gate.outcome", equalTo("passed"))
        .body("data[0].gate.rule.metric", equalTo("accuracy"))
        .body("data[1].from", nullValue())
        .body("data[1].gate", nullValue());
  }

  @Test
  void aWorseVersionIsRefusedWithTheNumbersAndLetThroughForAReason() {
    setRule(Map.of("metric", "accuracy", "tolerance", 0.5))
        .statusCode(200)
        .body("text", equalTo("accuracy >= current - 0.5 points"));
    measured(first, DATASET, 0.80, 100);
    measured(second, DATASET, 0.79, 100);
    move(second)
        .statusCode(409)
        .body("error.code", equalTo("gate_failed"))
        .body("error.message", containsString("candidate 0.790000, compared with 0.800000"))
        .body("error.message", containsString("at least 0.795000"));
    as(key).get("/v1/aliases/support").then().body("model", equalTo(first));

    put(Map.of("model", second, "override", true)).statusCode(400);
    put(Map.of("model", second, "reason", "x")).statusCode(400);
    put(Map.of("model", second, "override", true, "reason", "Faster for our users."))
        .statusCode(200);
    history()
        .body("data[0].kind", equalTo("overridden"))
        .body("data[0].reason", equalTo("Faster for our users."))
        .body("data[0].gate.outcome", equalTo("failed"))
        .body("data[0].gate.candidate", equalTo(0.79f));
  }

  @Test
  void theWayBackIsAlwaysOpenAndTheWayForthAgainIsNot() {
    setRule(Map.of("metric", "accuracy")).statusCode(200);
    put(Map.of("model", second, "override", true, "reason", "trial")).statusCode(200);
    as(key)
        .post("/v1/aliases/support/rollback")
        .then()
        .statusCode(200)
        .body("model", equalTo(first));
    move(second).statusCode(409);
    as(key)
        .post("/v1/aliases/support/rollback")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("nothing_to_roll_back"));
    put(Map.of("model", second, "override", true, "reason", "again")).statusCode(200);
    move(first).statusCode(200);
    history().body("data[0].kind", equalTo("rolled_back")).body("data[0].to", equalTo(first));
  }

  @Test
  void whatWasNotMeasuredOnTheSameRowsCannotBeComparedAndTheErrorSaysHowToMendIt() {
    setRule(Map.of("metric", "accuracy")).statusCode(200);
    measured(first, DATASET, 0.8, 100);
    move(second)
        .statusCode(409)
        .body("error.code", equalTo("gate_not_measured"))
        .body("error.message", containsString("POST /v1/evaluations for " + second));
    measured(second, OTHER, 0.9, 100);
    move(second).statusCode(409);
    measured(second, DATASET, 0.9, 50);
    move(second).statusCode(409);
    measured(second, DATASET, 0.9, 100);
    move(second).statusCode(200);
  }

  @Test
  void aRuleWithAConstantBindsTheFirstVersionToo() {
    String name = "fresh";
    rule(
            name,
            Map.of(
                "metric",
                "loss",
                "compare_to",
                "constant",
                "value",
                1.0,
                "tolerance",
                10,
                "unit",
                "percent"))
        .statusCode(200);
    measured(first, DATASET, 0.5, 100);
    putAt(name, Map.of("model", first)).statusCode(409);
    rule(name, Map.of("metric", "loss", "compare_to", "constant", "value", 2.0)).statusCode(200);
    putAt(name, Map.of("model", first)).statusCode(200);
    as(key).delete("/v1/aliases/" + name + "/gate").then().statusCode(200);
    as(key)
        .get("/v1/aliases/" + name + "/gate")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("gate_not_found"));
    as(key).delete("/v1/aliases/" + name).then().statusCode(200);
    as(key)
        .get("/v1/aliases/" + name + "/history")
        .then()
        .statusCode(200)
        .body("data[0].kind", equalTo("deleted"));
  }

  @Test
  void aCanaryTakesAShareUntilItIsRolledBackOrBecomesTheModel() {
    canary(Map.of("model", second, "percent", 10))
        .statusCode(200)
        .body("model", equalTo(first))
        .body("canary.model", equalTo(second))
        .body("canary.percent", equalTo(10));
    canary(Map.of("model", second, "percent", 50)).statusCode(200);
    as(key).get("/v1/aliases/support").then().body("canary.percent", equalTo(50));
    as(key)
        .post("/v1/aliases/support/rollback")
        .then()
        .statusCode(200)
        .body("model", equalTo(first))
        .body("canary", nullValue());
    as(key).delete("/v1/aliases/support/canary").then().statusCode(409);

    canary(Map.of("model", second, "percent", 99)).statusCode(200);
    move(second).statusCode(200).body("model", equalTo(second)).body("canary", nullValue());
    as(key)
        .post("/v1/aliases/support/rollback")
        .then()
        .statusCode(200)
        .body("model", equalTo(first));
    history()
        .body("data.kind", hasSize(7))
        .body("data[0].kind", equalTo("rolled_back"))
        .body("data[2].kind", equalTo("canary_set"))
        .body("data[2].percent", equalTo(99))
        .body("data[3].kind", equalTo("canary_ended"));
  }

  @Test
  void aCanaryIsAnotherVersionThatTheRuleAllows() {
    setRule(Map.of("metric", "accuracy")).statusCode(200);
    measured(first, DATASET, 0.8, 100);
    measured(second, DATASET, 0.7, 100);
    canary(Map.of("model", second, "percent", 10))
        .statusCode(409)
        .body("error.code", equalTo("gate_failed"));
    canary(Map.of("model", second, "percent", 10, "override", true, "reason", "a trial"))
        .statusCode(200);
    move(second).statusCode(409);
    canary(Map.of("model", first, "percent", 10))
        .statusCode(409)
        .body("error.code", equalTo("same_model"));
    canary(Map.of("model", "ft:nobody:x", "percent", 100, "colour", 1))
        .statusCode(400)
        .body("error.problems.param", hasItems("percent", "colour"));
    canary(Map.of("model", second)).statusCode(400);
    as(newTenantsKey())
        .contentType(ContentType.JSON)
        .body(Map.of("model", second, "percent", 10))
        .put("/v1/aliases/support/canary")
        .then()
        .statusCode(404);
  }

  private ValidatableResponse canary(Map<String, Object> body) {
    return putAt("support/canary", body);
  }

  @Test
  void everyProblemOfARuleIsNamedAndOtherTenantsSeeNothing() {
    setRule(Map.of("metric", "taste", "unit", "miles", "file", "file-nobody", "colour", 1))
        .statusCode(400)
        .body("error.problems", hasSize(4));
    setRule(Map.of("metric", "bleu", "value", 3)).statusCode(400);
    setRule(Map.of("metric", "bleu", "tolerance", -1)).statusCode(400);
    setRule(Map.of("metric", "bleu")).statusCode(200);
    String other = newTenantsKey();
    as(other).get("/v1/aliases/support/gate").then().statusCode(404);
    as(other).get("/v1/aliases/support/history").then().statusCode(404);
    as(other).post("/v1/aliases/support/rollback").then().statusCode(404);
  }

  private ValidatableResponse setRule(Map<String, Object> rule) {
    return rule("support", rule);
  }

  private ValidatableResponse rule(String name, Map<String, Object> rule) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(rule)
        .put("/v1/aliases/" + name + "/gate")
        .then();
  }

  private ValidatableResponse move(String model) {
    return put(Map.of("model", model));
  }

  private ValidatableResponse put(Map<String, Object> body) {
    return putAt("support", body);
  }

  private ValidatableResponse putAt(String name, Map<String, Object> body) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(new HashMap<>(body))
        .put("/v1/aliases/" + name)
        .then();
  }

  private ValidatableResponse history() {
    return as(key).get("/v1/aliases/support/history").then().statusCode(200);
  }

  private String published(String owner) {
    String job = createdJob(owner);
    publish(job, "av-" + job, "ft:tiny-base:" + job);
    return "ft:tiny-base:" + job;
  }

  /** As a training worker leaves it. */
  private void measured(String model, String dataset, double accuracy, int answeredRows) {
    ModelScores scores =
        new ModelScores(1.5, Math.exp(1.5), 100, accuracy, null, 10, 0.5, null, List.of());
    EvaluationReport report =
        new EvaluationReport(
            Precision.INT8, "test", dataset, 500, 500, answeredRows, 16, 0, null, scores, null);
    sql(
        """
        INSERT INTO evaluation (id, tenant_id, base_model, model, adapter_version_id, dataset_hash,
            answer_rows, seed, status, report, worst_rows, finished_at)
        SELECT 'eval-' || gen_random_uuid(), tenant_id, base_model, model_name, id, '%2$s', %3$d, 0,
            'SUCCEEDED', '%4$s', '[]', clock_timestamp()
        FROM adapter_version WHERE model_name = '%1$s'
        """
            .formatted(model, dataset, answeredRows, MiloraJson.write(report)));
  }
}
