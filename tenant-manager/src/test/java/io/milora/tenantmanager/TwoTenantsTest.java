package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
  @SuppressWarnings("NullAway.Init") // set before each test
  private String mine;

  @SuppressWarnings("NullAway.Init") // set before each test
  private OneOfEverything theirs;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Connection behind;

  @BeforeEach
  void makeTwoTenants() throws SQLException {
    behind = database.connectAsSuperuser();
    mine = newKey(newTenant(), "admin");
    theirs = new OneOfEverything(this, behind);
  }

  @AfterEach
  void closeBothLocks() throws SQLException {
    behind.close();
    rowLevelSecurity("ENABLE");
    OpenableDiscriminator.open = false;
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

  @Test
  void withRowLevelSecurityAloneWhatAnotherTenantOwnsIsNotThere() {
    OpenableDiscriminator.open = true;
    tryEverything();
  }

  private void tryEverything() {
    Map<String, String> before = theirs.rows();
    int tried = 0;
    for (Call call : calls()) {
      for (Map.Entry<String, String> thing : theirs.things().entrySet()) {
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
    Answer path = Answer.of(as(mine).get("/tenants/" + theirs.name + "/v1/files"));
    assertThat(path.hiding(theirs.name))
        .isEqualTo(Answer.of(as(mine).get("/tenants/nobody/v1/files")).hiding("nobody"));
    assertThat(path.status()).isEqualTo(404);
    assertThat(theirs.rows()).isEqualTo(before);
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
}
