package io.milora.tenantmanager;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AliasesApiTest extends ApiTest {
  @Test
  void pointsNameAtVersionMovesItAndForgetsIt() {
    String key = newTenantsKey();
    String first = published(key);
    String second = published(key);

    put(key, "support", first)
        .statusCode(200)
        .body("object", equalTo("alias"))
        .body("name", equalTo("support"))
        .body("model", equalTo(first));
    put(key, "support", second).statusCode(200).body("model", equalTo(second));
    as(key).get("/v1/aliases/support").then().statusCode(200).body("model", equalTo(second));
    as(key)
        .delete("/v1/aliases/support")
        .then()
        .statusCode(200)
        .body("id", equalTo("support"))
        .body("deleted", equalTo(true));
    as(key)
        .get("/v1/aliases/support")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("alias_not_found"));
  }

  @Test
  void refusesModelsThatTheTenantDoesNotHaveAndNamesThatCannotBe() {
    String mine = newTenantsKey();
    String others = published(newTenantsKey());

    put(mine, "support", others).statusCode(400).body("error.code", equalTo("model_not_found"));
    put(mine, "a:b", others).statusCode(400).body("error.param", equalTo("alias"));
    as(mine).get("/v1/aliases/support").then().statusCode(404);
  }

  @Test
  void aliasesOfTenantsAreApart() {
    String mine = newTenantsKey();
    String other = newTenantsKey();
    put(other, "support", published(other)).statusCode(200);

    as(mine).get("/v1/aliases/support").then().statusCode(404);
    as(mine).delete("/v1/aliases/support").then().statusCode(404);
    as(other).get("/v1/aliases/support").then().statusCode(200);
  }

  private String published(String key) {
    String job = createdJob(key);
    publish(job, "av-" + job, "ft:tiny-base:" + job);
    return "ft:tiny-base:" + job;
  }

  private static ValidatableResponse put(String key, String name, String model) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/" + name)
        .then();
  }
}
