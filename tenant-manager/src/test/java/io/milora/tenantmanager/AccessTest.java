package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccessTest extends ApiTest {
  @ParameterizedTest
  @ValueSource(strings = {"/v1/files", "/v1/fine_tuning/jobs", "/v1/aliases/a"})
  void callsOfTenantsNeedKey(String path) {
    given()
        .get(path)
        .then()
        .statusCode(401)
        .header("x-request-id", matchesPattern("req_.+"))
        .body("error.code", equalTo("invalid_api_key"));
    for (String key :
        List.of("sk-something", "mk_unknown_secret", ManagerSettings.OPERATOR_TOKEN)) {
      as(key).get(path).then().statusCode(401).body("error.code", equalTo("invalid_api_key"));
    }
  }

  @Test
  void keyNeedsScopeOfCall() {
    String key = newKey(newTenant(), "infer");

    as(key)
        .get("/v1/files")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_scope"))
        .body("error.message", containsString("files"));
    as(newKey(newTenant(), "admin")).get("/v1/files").then().statusCode(200);
  }

  @Test
  void callsOfOperatorsNeedTheirToken() {
    for (String token : List.of("", "wrong", newTenantsKey())) {
      as(token).get("/operator/v1/tenants").then().statusCode(401);
    }
  }

  @Test
  void operatorCreatesAndListsTenants() {
    String name = newTenant();

    operator().get("/operator/v1/tenants").then().statusCode(200).body("data.name", hasItem(name));
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name))
        .post("/operator/v1/tenants")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("name_taken"));
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "Not A Name"))
        .post("/operator/v1/tenants")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("name"));
  }

  @Test
  void operatorIssuesKeysOnlyWithKnownScopesToKnownTenants() {
    String keys = "/operator/v1/tenants/" + newTenant() + "/keys";

    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "k", "scopes", List.of("fly")))
        .post(keys)
        .then()
        .statusCode(400)
        .body("error.param", equalTo("scopes"));
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "k", "scopes", List.of("infer")))
        .post("/operator/v1/tenants/nobody/keys")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("tenant_not_found"));
  }

  @Test
  void describesAndReportsItself() {
    given()
        .accept(ContentType.JSON)
        .get("/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths", hasKey("/v1/files"))
        .body("paths", hasKey("/v1/fine_tuning/jobs/{id}/events"))
        .body("paths", hasKey("/operator/v1/tenants"));
    given()
        .get("/v1/nowhere")
        .then()
        .statusCode(404)
        .body("error.message", containsString("/openapi"));
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }
}
