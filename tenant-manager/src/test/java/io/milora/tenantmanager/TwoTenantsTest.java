package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One tenant tries every call of the OpenAPI document with everything that another tenant owns:
 * each answer must equal that for something that nobody owns, and the other's rows must stay as
 * they are.
 */
@QuarkusTest
class TwoTenantsTest extends ApiTest {
  private final Map<String, String> theirs = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  private String mine;

  @SuppressWarnings("NullAway.Init") // set before each test
  private String theirTenant;

  @BeforeEach
  void makeTwoTenants() {
    mine = newKey(newTenant(), "admin");
    theirTenant = newTenant();
    String admin = newKey(theirTenant, "admin");
    String job = createdJob(admin);
    String version = "av-" + theirTenant;
    String model = "ft:" + BASE + ":" + theirTenant + ":x:1";
    publish(job, version, model);
    as(admin)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/only-" + theirTenant)
        .then()
        .statusCode(200);
    theirs.put("alias", "only-" + theirTenant);
    theirs.put("file", uploaded(admin));
    theirs.put("job", job);
    theirs.put("version", version);
    theirs.put("model", model);
    theirs.put("checkpoint", "ckpt-" + version);
    theirs.put(
        "key", as(admin).get("/v1/api_keys").then().statusCode(200).extract().path("data[0].id"));
    sql(
        """
        INSERT INTO member (id, tenant_id, email, role, state)
        SELECT 'member-%1$s', id, 'a@b.example', 'MEMBER', 'REMOVING' FROM tenant WHERE name = '%1$s'
        """
            .formatted(theirTenant));
    theirs.put("member", "member-" + theirTenant);
  }

  @AfterEach
  void closeTheSecondLock() {
    rowLevelSecurity("ENABLE");
  }

  @Test
  void withBothLocksWhatAnotherTenantOwnsIsNotThere() {
    tryEverything();
  }

  @Test
  void withTheDiscriminatorAloneWhatAnotherTenantOwnsIsNotThere() {
    rowLevelSecurity("DISABLE");
    tryEverything();
  }

  private void tryEverything() {
    Map<String, String> before = rowsOfTheirs();
    int tried = 0;
    for (Call call : calls()) {
      for (Map.Entry<String, String> thing : theirs.entrySet()) {
        String nobodys = alike(thing.getValue());
        Answer unknown = call.ask(mine, nobodys);
        Answer answer = call.ask(mine, thing.getValue());
        assertThat(answer.hiding(thing.getValue()))
            .as("%s with the other's %s", call, thing.getKey())
            .isEqualTo(unknown.hiding(nobodys));
        assertThat(answer.status()).as("%s", call).isBetween(400, 499);
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(100);
    Answer path = Answer.of(as(mine).get("/tenants/" + theirTenant + "/v1/files"));
    assertThat(path.hiding(theirTenant))
        .isEqualTo(Answer.of(as(mine).get("/tenants/nobody/v1/files")).hiding("nobody"));
    assertThat(path.status()).isEqualTo(404);
    assertThat(rowsOfTheirs()).isEqualTo(before);
  }

  /** A name of the same shape that nobody has. */
  private static String alike(String name) {
    int last = name.length() - 1;
    return name.substring(0, last) + (name.charAt(last) == '7' ? '3' : '7') + "77";
  }

  /** Every call with a place for an id, in its path or in its body. */
  private static List<Call> calls() {
    Map<String, Map<String, Object>> paths =
        given()
            .accept(ContentType.JSON)
            .get("/openapi?format=json")
            .then()
            .statusCode(200)
            .extract()
            .path("paths");
    List<Call> calls = new ArrayList<>();
    paths.forEach(
        (path, methods) -> {
          if (path.startsWith("/v1/") && path.contains("{")) {
            methods.keySet().stream()
                .filter(method -> List.of("get", "post", "put", "delete").contains(method))
                .forEach(method -> calls.add(new Call(method, path, "{}")));
          }
        });
    calls.add(
        new Call(
            "post",
            "/v1/fine_tuning/jobs",
            "{\"model\":\"%s\",\"training_file\":\"{id}\"}".formatted(BASE)));
    calls.add(new Call("put", "/v1/aliases/my-own", "{\"model\":\"{id}\"}"));
    return calls;
  }

  private record Call(String method, String path, String body) {
    Answer ask(String key, String id) {
      String url = path.replaceAll("\\{[^}]+}", id);
      var request = as(key);
      if (method.equals("post") || method.equals("put")) {
        request = request.contentType(ContentType.JSON).body(body.replace("{id}", id));
      }
      return Answer.of(request.request(method, url));
    }
  }

  private record Answer(int status, String body) {
    static Answer of(Response response) {
      return new Answer(response.statusCode(), response.body().asString());
    }

    Answer hiding(String id) {
      return new Answer(status, body.replace(id, "…"));
    }
  }

  private void rowLevelSecurity(String action) {
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

  /** What the other tenant has in each table, without when its keys were used. */
  private Map<String, String> rowsOfTheirs() {
    Map<String, String> rows = new LinkedHashMap<>();
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.columns WHERE table_schema = 'milora' AND column_name = 'tenant_id'")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet found =
            statement.executeQuery(
                """
                SELECT coalesce(string_agg((to_jsonb(t) - 'last_used_at')::text, E'\\n' ORDER BY t::text), '')
                FROM %s t JOIN tenant o ON o.id = t.tenant_id WHERE o.name = '%s'
                """
                    .formatted(table, theirTenant))) {
          found.next();
          rows.put(table, found.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }
}
