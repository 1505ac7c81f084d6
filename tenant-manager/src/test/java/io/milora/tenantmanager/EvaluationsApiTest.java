package io.milora.tenantmanager;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EvaluationsApiTest extends ApiTest {
  @Test
  void aRequestThatIsSentAgainWithItsKeyMakesNoSecondEvaluation() {
    String key = newTenantsKey();
    String body = "{\"model\":\"%s\",\"file\":\"%s\"}".formatted(published(key), uploaded(key));

    String first = once(key, body).statusCode(200).extract().asString();

    once(key, body).statusCode(200).body(equalTo(first));
    as(key).get("/v1/evaluations").then().body("data", hasSize(1));
    once(key, body.replace("}", ",\"seed\":7}"))
        .statusCode(409)
        .body("error.code", equalTo("idempotency_key_reused"));
  }

  private static ValidatableResponse once(String key, String body) {
    return as(key)
        .header("Idempotency-Key", "once")
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/evaluations")
        .then();
  }

  @Test
  void anEvaluationIsQueuedAgainstTheBaseAndItsRowsAreThereAtTheEnd() {
    String key = newTenantsKey();
    String model = published(key);
    String file = uploaded(key);
    String id =
        create(key, Map.of("model", model, "file", file))
            .statusCode(200)
            .body("id", startsWith("eval-"))
            .body("object", equalTo("evaluation"))
            .body("status", equalTo("queued"))
            .body("against", equalTo(BASE))
            .body("file", equalTo(file))
            .body("answer_rows", equalTo(100))
            .body("report", nullValue())
            .extract()
            .path("id");
    as(key)
        .get("/v1/evaluations/" + id + "/rows")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("evaluation_not_finished"));
    sql(
        """
        UPDATE evaluation SET status = 'SUCCEEDED', finished_at = now(), report = '{"rows": 3}',
          worst_rows = '[{"row": 2, "domain": null, "loss": 3.5, "prompt_tail": "Hi",
            "expected": "Hello", "answer": "No"}]' WHERE id = '%s'
        """
            .formatted(id));
    as(key).get("/v1/evaluations/" + id).then().body("report.rows", equalTo(3));
    as(key)
        .get("/v1/evaluations/" + id + "/rows")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].row", equalTo(2))
        .body("data[0].expected", equalTo("Hello"));
    as(key).get("/v1/evaluations").then().body("data[0].id", equalTo(id));

    String other = newTenantsKey();
    as(other).get("/v1/evaluations/" + id).then().statusCode(404);
    as(other).get("/v1/evaluations/" + id + "/rows").then().statusCode(404);
    as(other).get("/v1/evaluations").then().body("data", hasSize(0));
  }

  @Test
  void aliasesBasesAndOtherVersionsCanBeNamed() {
    String key = newTenantsKey();
    String model = published(key);
    String file = uploaded(key);
    as(key)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/support")
        .then()
        .statusCode(200);
    create(key, Map.of("model", published(key), "file", file, "against", "support", "rows", 7))
        .statusCode(200)
        .body("against", equalTo(model))
        .body("answer_rows", equalTo(7));
    create(key, Map.of("model", BASE, "file", file)).statusCode(200).body("against", nullValue());
  }

  @Test
  void everyProblemOfARequestIsNamed() {
    String key = newTenantsKey();
    String others = published(newTenantsKey());
    create(key, Map.of("model", others, "file", "file-nobody"))
        .statusCode(400)
        .body("error.problems", hasSize(2))
        .body("error.message", containsString("There is no model '" + others + "'"));
    create(key, Map.of("rows", 0, "color", 1)).statusCode(400).body("error.problems", hasSize(4));
    String inferOnly = newKey(newTenant(), "infer");
    create(inferOnly, Map.of()).statusCode(403);
  }

  private String published(String key) {
    String job = createdJob(key);
    publish(job, "av-" + job, "ft:tiny-base:" + job);
    return "ft:tiny-base:" + job;
  }

  private static ValidatableResponse create(String key, Map<String, Object> body) {
    return as(key).contentType(ContentType.JSON).body(body).post("/v1/evaluations").then();
  }
}
