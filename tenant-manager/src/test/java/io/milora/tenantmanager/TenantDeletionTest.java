package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TenantDeletionTest extends ApiTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @ConfigProperty(name = "milora.data")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  Path data;

  @Test
  void aTenantIsOnlyDeletedByItsNameAndNothingHappensOtherwise() {
    String tenant = newTenant();
    String key = newKey(tenant, "files");

    delete(tenant, Map.of("name", "another", "grace_hours", 9000, "now", true))
        .statusCode(400)
        .body("error.message", containsString("path '" + tenant))
        .body("error.problems.code", hasItem("not_confirmed"))
        .body("error.problems.code", hasItem("invalid_value"))
        .body("error.problems.code", hasItem("unknown_parameter"));
    delete("nobody", Map.of("name", "nobody")).statusCode(404);
    operator().post("/operator/v1/tenants/" + tenant + "/restore").then().statusCode(409);

    as(key).get("/v1/files").then().statusCode(200);
  }

  @Test
  void untilItsTimeComesATenantIsRefusedEverythingAndCanBeRestored() {
    String tenant = newTenant();
    String key = newKey(tenant, "files", "fine_tune");
    String job = createdJob(key);
    int now = (int) Instant.now().getEpochSecond();

    delete(tenant, Map.of("name", tenant))
        .statusCode(200)
        .body("state", equalTo("deleting"))
        .body("deletion_at", greaterThan(now + 6 * 24 * 3600));
    as(key).get("/v1/files").then().statusCode(403).body("error.code", equalTo("tenant_suspended"));

    operator()
        .post("/operator/v1/tenants/" + tenant + "/restore")
        .then()
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("deletion_at", nullValue());
    as(key)
        .get("/v1/fine_tuning/jobs/" + job)
        .then()
        .statusCode(200)
        .body("status", equalTo("paused"));
    operator()
        .get("/operator/v1/tenants/" + tenant + "/audit")
        .then()
        .body("data.action", hasItem("tenant.delete"))
        .body("data.action", hasItem("tenant.restore"));
  }

  @Test
  void afterItsTimeNothingIsLeftButTheAuditLogAndBytesThatOthersHaveToo() throws Exception {
    String tenant = newTenant();
    String key = newKey(tenant, "files", "fine_tune");
    String other = newTenantsKey();
    String shared = rows("shared by " + tenant);
    String own = rows("only of " + tenant);
    upload(key, shared).statusCode(200);
    upload(key, own).statusCode(200);
    String others = upload(other, shared).statusCode(200).extract().path("id");
    publish(createdJob(key), "av-" + tenant, "ft:" + BASE + ":" + tenant + ":x:1");
    String part = pendingPart(key);
    assertThat(data.resolve("uploads/parts/" + part)).exists();
    String id = id(tenant);

    delete(tenant, Map.of("name", tenant, "grace_hours", 0)).statusCode(200);
    awaitGone(tenant);

    as(key).get("/v1/files").then().statusCode(401);
    assertThat(data.resolve("uploads/parts/" + part)).doesNotExist();
    await(() -> !isKept(own));
    assertThat(isKept(shared)).isTrue();
    as(other).get("/v1/files/" + others + "/content").then().statusCode(200);
    operator()
        .get("/operator/v1/tenants/" + id + "/audit")
        .then()
        .statusCode(200)
        .body("data.action", hasItem("tenant.remove"));
    operator()
        .get("/operator/v1/audit/verification")
        .then()
        .body("tenants.find { it.id == '%s' }.broken_at".formatted(id), nullValue())
        .body("tenants.find { it.id == '%s' }.events".formatted(id), greaterThan(3));
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", tenant))
        .post("/operator/v1/tenants")
        .then()
        .statusCode(201)
        .body("id", not(equalTo(id)));
  }

  @Test
  void aTenantGoesWhenNoWorkerIsAtItsJobsAnyMore() {
    String tenant = newTenant();
    String job = createdJob(newKey(tenant, "files", "fine_tune"));
    sql(
        "UPDATE training_job SET status = 'RUNNING', worker_id = 'w', lease_until = now() + interval '1 hour' WHERE id = '%s'"
            .formatted(job));

    delete(tenant, Map.of("name", tenant, "grace_hours", 0)).statusCode(200);
    await(
        () ->
            number(
                    "SELECT count(*) FROM training_job WHERE cancel_requested AND id = '"
                        + job
                        + "'")
                == 1);
    assertThat(isListed(tenant)).isTrue();
    sql("UPDATE training_job SET lease_until = now() WHERE id = '%s'".formatted(job));

    awaitGone(tenant);
  }

  @Test
  void bytesOfATenantThatWentBeforeAKillGoAfterIt() throws IOException {
    String key = newTenantsKey();
    String content = rows("left behind");
    String file = upload(key, content).statusCode(200).extract().path("id");
    // As if the program had been killed between the rows and the bytes.
    sql(
        """
        INSERT INTO orphaned_content (content_hash) SELECT content_hash FROM file WHERE id = '%1$s';
        DELETE FROM dataset_version WHERE content_hash IN (SELECT content_hash FROM file WHERE id = '%1$s');
        DELETE FROM file WHERE id = '%1$s'
        """
            .formatted(file));

    await(() -> !isKept(content));
    await(() -> number("SELECT count(*) FROM orphaned_content") == 0);
  }

  private static ValidatableResponse delete(String tenant, Map<String, Object> body) {
    return operator()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/operator/v1/tenants/" + tenant + "/delete")
        .then();
  }

  private long number(String query) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private static String rows(String text) {
    return ROW.replace("Hello", text).repeat(3);
  }

  private static String id(String tenant) {
    return operator()
        .get("/operator/v1/tenants")
        .then()
        .extract()
        .path("data.find { it.name == '%s' }.id".formatted(tenant));
  }

  private static boolean isListed(String tenant) {
    return operator()
        .get("/operator/v1/tenants")
        .then()
        .extract()
        .<List<String>>path("data.name")
        .contains(tenant);
  }

  private static String pendingPart(String key) {
    String upload =
        as(key)
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "filename",
                    "a.jsonl",
                    "purpose",
                    "fine-tune",
                    "bytes",
                    100,
                    "mime_type",
                    "application/jsonl"))
            .post("/v1/uploads")
            .then()
            .statusCode(200)
            .extract()
            .path("id");
    return as(key)
        .multiPart("data", "part", "x".getBytes(StandardCharsets.UTF_8))
        .post("/v1/uploads/" + upload + "/parts")
        .then()
        .statusCode(200)
        .extract()
        .path("id");
  }

  /** Whether the artifact store has these bytes. */
  private boolean isKept(String content) throws IOException {
    byte[] wanted = content.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(data.resolve("artifacts"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), wanted)) {
          return true;
        }
      }
      return false;
    }
  }

  private void awaitGone(String tenant) {
    await(() -> !isListed(tenant));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) {
    Instant end = Instant.now().plus(LIMIT);
    try {
      while (!condition.holds()) {
        assertThat(Instant.now()).isBefore(end);
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
