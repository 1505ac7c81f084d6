package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
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
import org.junit.jupiter.api.Test;

@QuarkusTest
class QuotasApiTest extends ApiTest {
  @Test
  void operatorLimitsTenantAndTenantSeesIt() {
    String tenant = newTenant();
    String key = newKey(tenant, "infer", "files");
    upload(key, ROW).statusCode(200);

    limit(tenant, "{\"requests_per_minute\":60,\"running_jobs\":2,\"storage_bytes\":10000}")
        .statusCode(200)
        .body("limits.requests_per_minute", equalTo(60))
        .body("limits.tokens_per_minute", nullValue())
        .body("limits.running_jobs", equalTo(2));

    as(key)
        .get("/v1/quota")
        .then()
        .statusCode(200)
        .body("object", equalTo("quota"))
        .body("tenant.limits.storage_bytes", equalTo(10000))
        .body("tenant.used.storage_bytes", equalTo(ROW.length()))
        .body("tenant.used.requests_per_minute", equalTo(0))
        .body("tenant.used.running_jobs", equalTo(0))
        .body("key.key_id", equalTo(keyId(key)))
        .body("key.limits", hasKey("requests_per_minute"));
    operator()
        .get("/operator/v1/tenants/" + tenant + "/training_share")
        .then()
        .body("max_running_jobs", equalTo(2));
  }

  @Test
  void settingLimitsReplacesAllOfThem() {
    String tenant = newTenant();
    limit(tenant, "{\"requests_per_minute\":60,\"running_jobs\":2}").statusCode(200);

    limit(tenant, "{\"tokens_per_minute\":1000}")
        .body("limits.requests_per_minute", nullValue())
        .body("limits.running_jobs", nullValue())
        .body("limits.tokens_per_minute", equalTo(1000));
  }

  @Test
  void adminLimitsKeyOfItsTenantOnly() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String key = newKey(tenant, "infer");

    limitKey(admin, keyId(key), "{\"requests_per_minute\":5}")
        .statusCode(200)
        .body("limits.requests_per_minute", equalTo(5));
    as(key).get("/v1/quota").then().body("key.limits.requests_per_minute", equalTo(5));
    as(key).get("/v1/quota/keys/" + keyId(key)).then().statusCode(403);
    String other = newKey(newTenant(), "admin");
    limitKey(other, keyId(key), "{}").statusCode(404).body("error.code", equalTo("key_not_found"));
  }

  @Test
  void saysEverythingThatIsWrongWithLimits() {
    String tenant = newTenant();
    limit(tenant, "{\"requests_per_minute\":0,\"tokens_per_minute\":\"many\",\"colour\":1}")
        .statusCode(400)
        .body(
            "error.problems.param", contains("tokens_per_minute", "colour", "requests_per_minute"));
    limitKey(newKey(tenant, "admin"), "any", "{\"storage_bytes\":5}")
        .statusCode(400)
        .body("error.problems.param", contains("storage_bytes"));
    limit("nobody", "{}").statusCode(404);
  }

  @Test
  void filesThatDoNotFitIntoTheStorageAreRefusedAndNotKept() {
    String tenant = newTenant();
    String key = newKey(tenant, "files");
    upload(key, ROW).statusCode(200);
    limit(tenant, "{\"storage_bytes\":%d}".formatted(ROW.length() * 3));

    upload(key, ROW.repeat(3))
        .statusCode(429)
        .body("error.code", equalTo("insufficient_quota"))
        .body(
            "error.message",
            allOf(
                containsString("bytes of storage"),
                containsString(ROW.length() + " are used"),
                containsString(ROW.length() * 3 + " more")));
    upload(key, ROW.repeat(4)).statusCode(400).body("error.code", equalTo("exceeds_quota"));
    upload(key, ROW.repeat(2)).statusCode(200);
  }

  @Test
  void filesUploadedAtOnceNeverExceedTheStorage() throws Exception {
    String tenant = newTenant();
    String key = newKey(tenant, "files");
    limit(tenant, "{\"storage_bytes\":%d}".formatted(ROW.length() * 3));
    Callable<Integer> one = () -> upload(key, ROW).extract().statusCode();

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : clients.invokeAll(Collections.nCopies(12, one))) {
        statuses.add(status.get());
      }
    }

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
  }

  @Test
  void jobsThatTrainMoreThanIsLeftOfTheMonthAreRefused() {
    registerBase();
    String tenant = newTenant();
    String key = newKey(tenant, "files", "fine_tune");
    String body = "{\"model\":\"%s\",\"training_file\":\"%s\"}".formatted(BASE, uploaded(key));
    String job = createJob(key, body).statusCode(200).extract().path("id");
    int used =
        operator()
            .get("/operator/v1/tenants/" + tenant + "/quota")
            .path("used.training_tokens_per_month");
    limit(tenant, "{\"training_tokens_per_month\":%d}".formatted(used + 1))
        .body("used.training_tokens_per_month", greaterThan(1));

    createJob(key, body)
        .statusCode(429)
        .header("retry-after", matchesPattern("\\d+"))
        .body("error.code", equalTo("insufficient_quota"))
        .body("error.message", containsString("training tokens a month"));
    as(key).post("/v1/fine_tuning/jobs/" + job + "/cancel").then().statusCode(200);
    createJob(key, body).statusCode(200);
  }

  private static String keyId(String key) {
    return key.substring(3, key.lastIndexOf('_'));
  }

  private static ValidatableResponse limit(String tenant, String limits) {
    return operator()
        .contentType(ContentType.JSON)
        .body(limits)
        .put("/operator/v1/tenants/" + tenant + "/quota")
        .then();
  }

  private static ValidatableResponse limitKey(String admin, String keyId, String limits) {
    return as(admin)
        .contentType(ContentType.JSON)
        .body(limits)
        .put("/v1/quota/keys/" + keyId)
        .then();
  }
}
