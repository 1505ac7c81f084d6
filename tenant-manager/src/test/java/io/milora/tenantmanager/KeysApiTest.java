package io.milora.tenantmanager;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeysApiTest extends ApiTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private String admin;

  @BeforeEach
  void makeAdmin() {
    admin = newKey(newTenant(), "admin");
  }

  @Test
  void anAdminMakesKeysAndSeesThemWithoutTheirSecrets() {
    long expiresAt = Instant.now().getEpochSecond() + 3600;
    String key =
        post(
                "/v1/api_keys",
                Map.of(
                    "name",
                    "app",
                    "scopes",
                    List.of("infer", "files"),
                    "models",
                    List.of("support"),
                    "expires_at",
                    expiresAt))
            .statusCode(201)
            .body("scopes", containsInAnyOrder("infer", "files"))
            .body("models", equalTo(List.of("support")))
            .extract()
            .path("key");

    as(key).get("/v1/files").then().statusCode(200);
    as(key).get("/v1/api_keys").then().statusCode(403);
    as(admin)
        .get("/v1/api_keys")
        .then()
        .statusCode(200)
        .body("data", hasSize(2))
        .body("data[1].name", equalTo("app"))
        .body("data[1].expires_at", equalTo((int) expiresAt))
        .body("data.key", equalTo(Arrays.asList(null, null)));
  }

  @Test
  void everythingWrongWithAKeyIsSaidAtOnce() {
    post(
            "/v1/api_keys",
            Map.of("scopes", List.of("fly"), "models", List.of(), "expires_at", 5, "colour", "red"))
        .statusCode(400)
        .body("error.problems.param", hasItems("name", "scopes", "models", "expires_at", "colour"));
  }

  @Test
  void aRevokedKeyOpensNothingAnyMore() {
    Made made = made("app");
    as(made.key()).get("/v1/files").then().statusCode(200);

    as(admin)
        .delete("/v1/api_keys/" + made.id())
        .then()
        .statusCode(200)
        .body("deleted", equalTo(true));

    awaitRefused(made.key());
    as(admin).get("/v1/api_keys").then().body("data[1].revoked_at", notNullValue());
  }

  @Test
  void theOldKeyGoesOnBesideTheNewOneForTheOverlap() {
    Made old = made("app");
    String rotate = "/v1/api_keys/" + old.id() + "/rotate";

    String next =
        post(rotate, Map.of("overlap_seconds", 600))
            .statusCode(201)
            .body("expires_at", nullValue())
            .extract()
            .path("key");

    as(old.key()).get("/v1/files").then().statusCode(200);
    as(next).get("/v1/files").then().statusCode(200);
    post(rotate, Map.of()).statusCode(409).body("error.code", equalTo("key_not_active"));
  }

  @Test
  void withoutOverlapTheOldKeyEnds() {
    Made old = made("app");
    post("/v1/api_keys/" + old.id() + "/rotate", Map.of("overlap_seconds", 0)).statusCode(201);

    awaitRefused(old.key());
  }

  @Test
  void keysOfOthersAreNotThere() {
    String others = newKey(newTenant(), "admin");
    String id = made("app").id();

    as(others)
        .delete("/v1/api_keys/" + id)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("key_not_found"));
    as(others)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/api_keys/" + id + "/rotate")
        .then()
        .statusCode(404);
    as(others).get("/v1/api_keys").then().body("data", hasSize(1));
  }

  @Test
  void thePathOfATenantMustBeTheCallersAndNothingElseIsTold() {
    String mine = newTenant();
    String key = newKey(mine, "files");
    String other = newTenant();

    as(key)
        .get("/tenants/" + mine + "/v1/files?limit=1")
        .then()
        .statusCode(200)
        .body("data", hasSize(0));
    as(key).header("x-milora-tenant", other).get("/v1/files").then().statusCode(404);
    String theirs = message(key, "/tenants/" + other + "/v1/files");
    String nobodys = message(key, "/tenants/nobody-0/v1/files");
    assertThat(theirs.replace(other, "nobody-0")).isEqualTo(nobodys);
    given().get("/tenants/" + mine + "/v1/files").then().statusCode(401);
  }

  @Test
  void tooManyBadKeysFromOneAddressAreRefusedUnseenAndGoodOnesGoOn() {
    String good = newKey(newTenant(), "files");
    String elsewhere = "192.0.2.77";
    for (int i = 0; i < 30; i++) {
      as("mk_bad").header("X-Forwarded-For", elsewhere).get("/v1/files").then().statusCode(401);
    }

    as("mk_bad")
        .header("X-Forwarded-For", elsewhere)
        .get("/v1/files")
        .then()
        .statusCode(429)
        .header("retry-after", notNullValue())
        .body("error.message", containsString("bad keys"));
    as(good).get("/v1/files").then().statusCode(200);
    as(good).header("X-Forwarded-For", elsewhere).get("/v1/files").then().statusCode(200);
  }

  private static String message(String key, String path) {
    return as(key)
        .get(path)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("tenant_not_found"))
        .extract()
        .body()
        .asString();
  }

  private record Made(String id, String key) {}

  /** A new one for files. */
  private Made made(String name) {
    ValidatableResponse response =
        post("/v1/api_keys", Map.of("name", name, "scopes", List.of("files"))).statusCode(201);
    return new Made(response.extract().path("id"), response.extract().path("key"));
  }

  private ValidatableResponse post(String path, Map<String, Object> body) {
    return as(admin).contentType(ContentType.JSON).body(body).post(path).then();
  }

  /** A program that remembers the key hears of its end, in well below a second. */
  private static void awaitRefused(String key) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    int status;
    do {
      status = as(key).get("/v1/files").statusCode();
    } while (status == 200 && System.nanoTime() < deadline);
    assertThat(status).isEqualTo(401);
  }
}
