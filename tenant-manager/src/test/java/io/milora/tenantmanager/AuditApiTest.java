package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditApiTest extends ApiTest {
  @Test
  void saysWhoDidWhatWhenAndFromWhere() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String file = uploaded(admin);
    as(admin).delete("/v1/files/" + file).then().statusCode(200);

    as(admin)
        .get("/v1/audit?order=asc")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.action", contains("tenant.create", "key.issue", "file.upload", "file.delete"))
        .body("data.actor_kind", contains("operator", "operator", "key", "key"))
        .body("data[2].actor", equalTo(admin.substring(3, admin.lastIndexOf('_'))))
        .body("data[2].target", equalTo(file))
        .body("data[2].before", nullValue())
        .body("data[2].after.bytes", equalTo(ROW.length() * 3))
        .body("data[3].before.filename", equalTo("train.jsonl"))
        .body("data.address", everyItem(equalTo("127.0.0.1")))
        .body("data.request_id", everyItem(matchesPattern("req_.+")))
        .body("data.digest", everyItem(matchesPattern("[0-9a-f]{64}")));
    String all = as(admin).get("/v1/audit").asString();
    assertThat(all).doesNotContain(admin.substring(admin.lastIndexOf('_') + 1));
  }

  @Test
  void addressIsThatOfTheClientBehindTheFrontDoor() {
    String admin = newKey(newTenant(), "admin");
    String file = uploaded(admin);

    as(admin)
        .header("X-Forwarded-For", "203.0.113.7")
        .delete("/v1/files/" + file)
        .then()
        .statusCode(200);

    as(admin).get("/v1/audit?limit=1").then().body("data[0].address", equalTo("203.0.113.7"));
  }

  @Test
  void jobsQuotasAndAliasesAreRecorded() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String job = createdJob(admin);
    for (String step : new String[] {"pause", "resume", "cancel"}) {
      as(admin).post("/v1/fine_tuning/jobs/" + job + "/" + step).then().statusCode(200);
    }
    operator()
        .contentType(ContentType.JSON)
        .body("{\"requests_per_minute\":7}")
        .put("/operator/v1/tenants/" + tenant + "/quota")
        .then()
        .statusCode(200);

    as(admin)
        .get("/v1/audit?order=asc&action=job.cancel")
        .then()
        .body("data", hasSize(1))
        .body("data[0].before.status", equalTo("queued"))
        .body("data[0].after.status", equalTo("cancelled"));
    as(admin)
        .get("/v1/audit?action=quota.set")
        .then()
        .body("data[0].after.requests_per_minute", equalTo(7));
    as(admin)
        .get("/v1/audit")
        .then()
        .body("data.action", hasItem("job.create"))
        .body("data.action", hasItem("job.pause"))
        .body("data.action", hasItem("job.resume"));
  }

  @Test
  void whatFailsLeavesNoTrace() {
    String admin = newKey(newTenant(), "admin");
    upload(admin, "oops\n").statusCode(400);
    as(admin).delete("/v1/files/file-none").then().statusCode(404);
    as(admin).get("/v1/audit").then().body("data.action", contains("key.issue", "tenant.create"));
  }

  @Test
  void pagesFiltersAndExports() {
    String admin = newKey(newTenant(), "admin");
    for (int i = 0; i < 3; i++) {
      uploaded(admin);
    }

    as(admin)
        .get("/v1/audit?order=asc&limit=2")
        .then()
        .body("data.id", contains("1", "2"))
        .body("has_more", equalTo(true));
    as(admin)
        .get("/v1/audit?order=asc&limit=9&after=2")
        .then()
        .body("data.id", contains("3", "4", "5"))
        .body("has_more", equalTo(false));
    as(admin).get("/v1/audit?from=2099-01-01T00:00:00Z").then().body("data", empty());
    as(admin).get("/v1/audit?to=2001-01-01T00:00:00Z").then().body("data", empty());
    as(admin).get("/v1/audit?actor=launcher").then().body("data", hasSize(2));
    assertThat(as(admin).get("/v1/audit?format=jsonl").asString().lines()).hasSize(5);
    as(admin)
        .get("/v1/audit?format=csv&action=file.upload")
        .then()
        .header("content-type", startsWith("text/csv"))
        .body(
            allOf(
                containsString("id,at,actor_kind,actor,action,target,"),
                containsString("\"{\"\"")));
    as(admin)
        .get("/v1/audit?action=fly&from=soon&format=xml&after=x&colour=red")
        .then()
        .statusCode(400)
        .body("error.problems.param", contains("colour", "action", "from", "format", "after"));
  }

  @Test
  void tenantsSeeTheirOwnLogAndOperatorsAreSeenReading() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String other = newKey(newTenant(), "admin");
    String file = uploaded(admin);

    as(other).get("/v1/audit").then().body("data.target", not(hasItem(file)));
    as(newKey(tenant, "files")).get("/v1/audit").then().statusCode(403);
    as(admin).get("/operator/v1/tenants/" + tenant + "/audit").then().statusCode(401);
    operator()
        .get("/operator/v1/tenants/" + tenant + "/audit")
        .then()
        .statusCode(200)
        .body("data.target", hasItem(file));
    as(admin).get("/v1/audit?limit=1").then().body("data[0].action", equalTo("audit.read"));
  }

  @Test
  void verificationFindsTheEventThatWasChanged() {
    String tenant = newTenant();
    newKey(tenant, "admin");
    newKey(tenant, "files");
    String mine = "tenants.find { it.name == '%s' }.".formatted(tenant);
    verification().body(mine + "events", equalTo(3)).body(mine + "broken_at", nullValue());

    sql(
        """
        SET session_replication_role = replica;
        UPDATE audit_event SET actor = 'somebody else'
        WHERE sequence = 2 AND tenant_id = (SELECT id FROM tenant WHERE name = '%s')
        """
            .formatted(tenant));

    verification().body("intact", equalTo(false)).body(mine + "broken_at", equalTo(2));
  }

  private static ValidatableResponse verification() {
    return operator().get("/operator/v1/audit/verification").then().statusCode(200);
  }
}
