package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of the API share: the program on a real database, tenants, keys, rows. */
@WithTestResource(MigratedDatabaseResource.class)
@WithTestResource(ManagerSettings.class)
abstract class ApiTest {
  static final String BASE = "tiny-base";
  static final String ROW =
      """
      {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}
      """;
  private static final AtomicInteger TENANTS = new AtomicInteger();
  private static final String HASH = "0123456789abcdef".repeat(4);

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  static RequestSpecification operator() {
    return given().header("Authorization", "Bearer " + ManagerSettings.OPERATOR_TOKEN);
  }

  static RequestSpecification as(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  /** A new tenant's name. */
  static String newTenant() {
    String name = "tenant-" + TENANTS.incrementAndGet();
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name))
        .post("/operator/v1/tenants")
        .then()
        .statusCode(201);
    return name;
  }

  static String newKey(String tenant, String... scopes) {
    return operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "test", "scopes", List.of(scopes)))
        .post("/operator/v1/tenants/" + tenant + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("key");
  }

  /** A key of a new tenant that may do everything here. */
  static String newTenantsKey() {
    return newKey(newTenant(), "files", "fine_tune");
  }

  static ValidatableResponse upload(String key, String content) {
    return as(key)
        .multiPart("purpose", "fine-tune")
        .multiPart("file", "train.jsonl", content.getBytes(StandardCharsets.UTF_8))
        .post("/v1/files")
        .then();
  }

  static String uploaded(String key) {
    return upload(key, ROW.repeat(3)).statusCode(200).extract().path("id");
  }

  static ValidatableResponse createJob(String key, String body) {
    return as(key).contentType(ContentType.JSON).body(body).post("/v1/fine_tuning/jobs").then();
  }

  /** A job on a new file with all defaults. */
  String createdJob(String key) {
    registerBase();
    return createJob(
            key, "{\"model\":\"%s\",\"training_file\":\"%s\"}".formatted(BASE, uploaded(key)))
        .statusCode(200)
        .extract()
        .path("id");
  }

  /** As a training worker does when it starts. */
  void registerBase() {
    sql(
        """
        INSERT INTO base_model (name, base_sha256, tokenizer_sha256, chat_template_sha256,
                                max_positions, default_rank, default_learning_rate, default_max_length)
        VALUES ('%1$s', '%2$s', '%2$s', '%2$s', 2048, 8, 0.002, 512) ON CONFLICT DO NOTHING
        """
            .formatted(BASE, HASH));
  }

  /** As a training worker does during and after a job. */
  void publish(String jobId, String versionId, String modelName) {
    sql(
        """
        INSERT INTO checkpoint (id, tenant_id, job_id, step, content_hash, metrics)
        SELECT 'ckpt-' || '%2$s', tenant_id, id, 200, '%4$s', '{"step":200,"full_valid_loss":0.5}'
        FROM training_job WHERE id = '%1$s';
        INSERT INTO adapter (id, tenant_id, base_model, name)
        SELECT 'a-' || '%2$s', tenant_id, base_model, '%2$s' FROM training_job WHERE id = '%1$s';
        INSERT INTO adapter_version (id, tenant_id, adapter_id, model_name, base_model, content_hash,
            base_sha256, tokenizer_sha256, chat_template_sha256, method, job_id, evaluation)
        SELECT '%2$s', tenant_id, 'a-' || '%2$s', '%3$s', base_model, '%4$s', '%4$s', '%4$s', '%4$s',
            method, id, '{}'
        FROM training_job WHERE id = '%1$s';
        UPDATE training_job SET status = 'SUCCEEDED', finished_at = now(), trained_tokens = 12,
            adapter_version_id = '%2$s', fine_tuned_model = '%3$s' WHERE id = '%1$s'
        """
            .formatted(jobId, versionId, modelName, HASH));
  }

  /** Switches the second lock of every table: {@code ENABLE} or {@code DISABLE}. */
  void rowLevelSecurity(String action) {
    sql(
        """
        DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'milora'::regnamespace
              AND relkind = 'r' AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid) LOOP
            EXECUTE format('ALTER TABLE milora.%%I %s ROW LEVEL SECURITY', name);
          END LOOP;
        END $$
        """
            .formatted(action));
  }

  void sql(String statements) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
