package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What every answer says to browsers, and what no log says to anybody. */
@QuarkusTest
class HygieneTest extends ApiTest {
  @Test
  void everyAnswerTellsBrowsersThatThereIsNothingForThem() {
    String key = newTenantsKey();
    for (Response answer :
        List.of(
            as(key).get("/v1/files"),
            as("mk_wrong").get("/v1/files"),
            as(key).get("/nowhere"),
            given().get("/openapi"),
            given().get("/q/health/live"))) {
      assertThat(answer.getHeader("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.getHeader("content-security-policy")).startsWith("default-src 'none'");
      assertThat(answer.getHeader("referrer-policy")).isEqualTo("no-referrer");
      assertThat(answer.getHeader("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void pagesOfOtherOriginsAreToldNothingUnlessSomebodySwitchesItOn() {
    Response preflight =
        given()
            .header("Origin", "https://elsewhere.example")
            .header("Access-Control-Request-Method", "POST")
            .options("/v1/files");
    Response answer =
        as(newTenantsKey()).header("Origin", "https://elsewhere.example").get("/v1/files");

    for (Response response : List.of(preflight, answer)) {
      assertThat(response.getHeaders().asList())
          .noneMatch(
              header -> header.getName().toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }
  }

  @Test
  void noSecretIsLogged() {
    try (Logged logged = new Logged()) {
      String key = newKey(newTenant(), "admin");
      String other =
          as(key)
              .contentType(ContentType.JSON)
              .body(Map.of("name", "x", "scopes", List.of("infer")))
              .post("/v1/api_keys")
              .path("key");
      as(key + "x").get("/v1/files");
      as(key).contentType(ContentType.JSON).body("{\"" + key + "\": ").post("/v1/fine_tuning/jobs");
      as(key).contentType(ContentType.JSON).body(Map.of(key, 1)).post("/v1/fine_tuning/jobs");
      as(key).get("/v1/files/" + key);
      as(ManagerSettings.OPERATOR_TOKEN + "x").get("/operator/v1/tenants");
      as(ManagerSettings.OPERATOR_TOKEN).get("/v1/files");
      failOnce(key);

      String password =
          ConfigProvider.getConfig().getValue("quarkus.datasource.password", String.class);
      assertThat(logged.text())
          .as("something is logged at all")
          .contains("A request failed")
          .doesNotContain(secret(key), secret(other), ManagerSettings.OPERATOR_TOKEN, password);
    }
  }

  /** An error of the server, whose log has the whole exception. */
  private void failOnce(String key) {
    sql("ALTER TABLE file RENAME TO file_away");
    try {
      as(key).get("/v1/files").then().statusCode(500);
    } finally {
      sql("ALTER TABLE file_away RENAME TO file");
    }
  }

  private static String secret(String key) {
    return key.substring(key.lastIndexOf('_') + 1);
  }
}
