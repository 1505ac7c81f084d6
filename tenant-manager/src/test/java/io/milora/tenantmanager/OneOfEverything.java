package io.milora.tenantmanager;

import io.restassured.http.ContentType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tenant that has one of everything. */
final class OneOfEverything {
  private final Connection connection;

  private final Map<String, String> things = new LinkedHashMap<>();
  private final String everyRow;

  final String name;
  final String admin;

  /**
   * A new tenant.
   *
   * @param connection of the superuser, to look with; closed by the caller
   */
  OneOfEverything(ApiTest test, Connection connection) {
    this.connection = connection;
    name = ApiTest.newTenant();
    admin = ApiTest.newKey(name, "admin");
    String job = test.createdJob(admin);
    String version = "av-" + name;
    String model = "ft:" + ApiTest.BASE + ":" + name + ":x:1";
    test.publish(job, version, model);
    ApiTest.as(admin)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/only-" + name)
        .then()
        .statusCode(200);
    things.put("alias", "only-" + name);
    things.put("file", ApiTest.uploaded(admin));
    things.put("job", job);
    things.put("waiting job", test.createdJob(admin));
    things.put("version", version);
    things.put("model", model);
    things.put("checkpoint", "ckpt-" + version);
    things.put("key", ApiTest.as(admin).get("/v1/api_keys").then().extract().path("data[0].id"));
    test.sql(
        """
        INSERT INTO member (id, tenant_id, email, role, state)
        SELECT 'member-%1$s', id, 'a@%1$s.example', 'MEMBER', 'REMOVING' FROM tenant WHERE name = '%1$s';
        INSERT INTO upload (id, tenant_id, filename, purpose, mime_type, bytes, status, expires_at)
        SELECT 'upload_%1$s', id, 'a', 'FINE_TUNE', 'text/plain', 9, 'PENDING', now() + interval '1 hour'
        FROM tenant WHERE name = '%1$s';
        INSERT INTO evaluation (id, tenant_id, base_model, model, adapter_version_id, dataset_hash,
            answer_rows, seed, status)
        SELECT 'eval-%1$s', tenant_id, base_model, model_name, id, content_hash, 100, 0, 'QUEUED'
        FROM adapter_version WHERE id = 'av-%1$s'
        """
            .formatted(name));
    everyRow = everyRow();
    things.put("webhook", webhook());
    things.put("member", "member-" + name);
    things.put("upload", "upload_" + name);
    things.put("evaluation", "eval-" + name);
  }

  private String webhook() {
    return ApiTest.as(admin)
        .contentType(ContentType.JSON)
        .body(Map.of("url", "https://hooks.example/x"))
        .post("/v1/webhooks")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** Ids and names by kind. */
  Map<String, String> things() {
    return things;
  }

  /**
   * What it has in each table, without what changes by itself: uses of keys, and deliveries under
   * way.
   */
  Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(everyRow);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.put(found.getString(1), found.getString(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static String passing(String table) {
    return table.equals("webhook_delivery")
        ? "{attempts, next_at, state, http_status, problem, delivered_at}"
        : "{last_used_at}";
  }

  private String everyRow() {
    List<String> parts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'milora' AND column_name = 'tenant_id'")) {
      while (found.next()) {
        parts.add(
            """
            SELECT '%1$s', coalesce(string_agg(kept::text, E'\\n' ORDER BY kept::text), '')
            FROM %1$s t JOIN tenant o ON o.id = t.tenant_id, LATERAL (SELECT to_jsonb(t) - '%3$s'::text[]) r (kept)
            WHERE o.name = '%2$s'
            """
                .formatted(found.getString(1), name, passing(found.getString(1))));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return String.join(" UNION ALL ", parts);
  }
}
