package io.milora.tenantmanager;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators see across tenants. */
@QuarkusTest
class OperationsApiTest extends ApiTest {
  private static final String REPORT =
      """
      {"device":"CPU","slots":8,"busy":3,"waiting":1,"memory_bytes":1000,
       "adapters":{"count":1,"bytes":70,"max_bytes":100,
                   "newest":[{"hash":"ab","bytes":70,"leases":2,"pinned":true}]}}
      """;

  @Test
  void workersSayHowTheyAreAndTheDeadOnesAreForgottenAfterADay() {
    worker("worker-alive", "1 second", REPORT);
    worker("worker-silent", "1 minute", null);
    worker("worker-gone", "2 days", null);
    operator()
        .get("/operator/v1/workers")
        .then()
        .statusCode(200)
        .body("data.id", contains("worker-alive", "worker-silent"))
        .body("data.lost", contains(false, true))
        .body("data[0].report.busy", equalTo(3))
        .body("data[0].report.adapters.newest[0].pinned", equalTo(true))
        .body("data[1].report", nullValue());
    operator()
        .put("/operator/v1/workers/worker-alive/drain")
        .then()
        .statusCode(200)
        .body("drain", equalTo(true));
    operator()
        .delete("/operator/v1/workers/worker-alive/drain")
        .then()
        .statusCode(200)
        .body("drain", equalTo(false));
    operator()
        .put("/operator/v1/workers/worker-gone/drain")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("worker_not_found"));
  }

  @Test
  void quotasOfAllTenantsComeWithOneCall() {
    String limited = newTenant();
    String free = newTenant();
    upload(newKey(limited, "files"), ROW).statusCode(200);
    operator()
        .contentType(ContentType.JSON)
        .body("{\"storage_bytes\":1000,\"running_jobs\":2}")
        .put("/operator/v1/tenants/" + limited + "/quota")
        .then()
        .statusCode(200);
    operator()
        .get("/operator/v1/quotas")
        .then()
        .statusCode(200)
        .body("data.tenant", hasItem(free))
        .body("data.find { it.tenant == '" + limited + "' }.limits.storage_bytes", equalTo(1000))
        .body("data.find { it.tenant == '" + limited + "' }.limits.running_jobs", equalTo(2))
        .body(
            "data.find { it.tenant == '" + limited + "' }.used.storage_bytes",
            equalTo(ROW.length()))
        .body("data.find { it.tenant == '" + free + "' }.limits.storage_bytes", nullValue());
  }

  @Test
  void theQueueHasJobsOfAllTenantsInTheirOrder() {
    String first = createdJob(newTenantsKey());
    String second = createdJob(newTenantsKey());
    String key = newTenantsKey();
    String paused = createdJob(key);
    as(key).post("/v1/fine_tuning/jobs/" + paused + "/pause").then().statusCode(200);
    String at = "data.find { it.id == '%s' }.position";
    int place =
        operator()
            .get("/operator/v1/jobs/queue")
            .then()
            .statusCode(200)
            .body(at.formatted(first), notNullValue())
            .body(at.formatted(paused), nullValue())
            .body("data.find { it.id == '" + paused + "' }.reason", equalTo("paused"))
            .body("data.find { it.id == '" + first + "' }.reason", equalTo("waiting_for_worker"))
            .extract()
            .path(at.formatted(second));
    operator().get("/operator/v1/jobs/queue").then().body(at.formatted(first), lessThan(place));
  }

  @Test
  void jobsThatFailedLatelyAreListedWithTheirReason() {
    String job = createdJob(newTenantsKey());
    String old = createdJob(newTenantsKey());
    sql(
        """
        UPDATE training_job SET status = 'FAILED', finished_at = now() - interval '%s',
          error_code = 'out_of_memory', error_message = 'Too long' WHERE id = '%s'
        """
            .formatted("1 hour", job));
    sql(
        """
        UPDATE training_job SET status = 'FAILED', finished_at = now() - interval '%s',
          error_code = 'out_of_memory', error_message = 'Too long' WHERE id = '%s'
        """
            .formatted("8 days", old));
    operator()
        .get("/operator/v1/jobs/failed")
        .then()
        .statusCode(200)
        .body("data.find { it.id == '" + job + "' }.code", equalTo("out_of_memory"))
        .body("data.id", not(hasItem(old)));
  }

  @Test
  void tenantsCannotLookAcross() {
    String key = newTenantsKey();
    for (String path : new String[] {"workers", "quotas", "jobs/queue", "jobs/failed"}) {
      as(key).get("/operator/v1/" + path).then().statusCode(401);
    }
    operator().get("/operator/v1/workers").then().body("data", notNullValue());
  }

  private void worker(String id, String silentFor, @Nullable String report) {
    sql(
        """
        INSERT INTO worker (id, kind, address, state, heartbeat_at, report)
        VALUES ('%s', 'INFERENCE', 'http://h:1', 'BUSY', now() - interval '%s', %s)
        """
            .formatted(id, silentFor, report == null ? "NULL" : "'" + report + "'"));
  }
}
