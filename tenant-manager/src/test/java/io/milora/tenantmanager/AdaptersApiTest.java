package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdaptersApiTest extends ApiTest {
  @Inject ArtifactStore artifacts;

  @Test
  void listsVersionsNewestFirstWithTheirAliases() {
    String key = newTenantsKey();
    String first = published(key);
    String second = published(key);
    point(key, "support", first);

    as(key)
        .get("/v1/adapters?limit=1")
        .then()
        .statusCode(200)
        .body("data.model", contains(second))
        .body("data[0].aliases", empty())
        .body("has_more", equalTo(true));
    as(key)
        .get("/v1/adapters/{id}", first)
        .then()
        .statusCode(200)
        .body("object", equalTo("adapter"))
        .body("aliases", contains("support"));
    as(key)
        .get("/v1/aliases")
        .then()
        .statusCode(200)
        .body("data.name", contains("support"))
        .body("data.model", contains(first));
  }

  @Test
  void givesTheArchiveAndACardOfItsLineage() throws IOException {
    String key = newTenantsKey();
    String model = published(key);
    ContentHash content = archive(model);

    byte[] zip =
        as(key)
            .get("/v1/adapters/{id}/content", model)
            .then()
            .statusCode(200)
            .contentType("application/zip")
            .header("content-disposition", containsString(".zip"))
            .extract()
            .asByteArray();
    assertThat(ContentHash.sha256(zip)).isEqualTo(content);
    as(key)
        .get("/v1/adapters/{id}/card", model)
        .then()
        .statusCode(200)
        .contentType(containsString("text/markdown"))
        .body(
            allOf(
                containsString("base_model: " + BASE),
                containsString("# " + model),
                containsString("| n_epochs |"),
                containsString("Nothing was measured.")));
  }

  @Test
  void deletesWhatNoAliasStandsForWithItsBytes() throws IOException {
    String key = newTenantsKey();
    String model = published(key);
    ContentHash content = archive(model);
    point(key, "support", model);

    as(key)
        .delete("/v1/adapters/{id}", model)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("adapter_in_use"))
        .body("error.message", containsString("alias support"));
    as(key).delete("/v1/aliases/support").then().statusCode(200);
    as(key)
        .delete("/v1/adapters/{id}", model)
        .then()
        .statusCode(200)
        .body("deleted", equalTo(true));

    as(key).get("/v1/adapters/{id}", model).then().statusCode(404);
    assertThat(artifacts.contains(content)).isFalse();
  }

  @Test
  void anotherTenantsAdaptersAreNotThere() {
    String theirs = published(newTenantsKey());
    String key = newTenantsKey();

    as(key).get("/v1/adapters").then().body("data", empty());
    for (String path : new String[] {"", "/content", "/card"}) {
      as(key)
          .get("/v1/adapters/{id}" + path, theirs)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("adapter_not_found"));
    }
    as(key).delete("/v1/adapters/{id}", theirs).then().statusCode(404);
    as(newKey(newTenant(), "files")).get("/v1/adapters").then().statusCode(403);
  }

  private String published(String key) {
    String job = createdJob(key);
    String model = "ft:tiny-base:" + job;
    publish(job, "av-" + job, model);
    return model;
  }

  /** Bytes of its own, as the artifact store has them. */
  private ContentHash archive(String model) throws IOException {
    ContentHash content =
        artifacts.put(new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8)));
    sql(
        "UPDATE adapter_version SET content_hash = '%s' WHERE model_name = '%s'"
            .formatted(content, model));
    return content;
  }

  private static void point(String key, String alias, String model) {
    as(key)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/" + alias)
        .then()
        .statusCode(200);
  }
}
