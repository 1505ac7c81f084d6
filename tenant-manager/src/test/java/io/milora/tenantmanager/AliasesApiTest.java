package io.milora.tenantmanager;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterFiles;
import io.milora.adapters.BaseHashes;
import io.milora.adapters.MiLoraConfig;
import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AliasesApiTest extends ApiTest {
  @Inject ArtifactStore artifacts;

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

  @Test
  void aCheckpointBecomesAVersionWhenAnAliasIsToStandForIt() throws IOException {
    String key = newTenantsKey();
    String first = published(key);
    String checkpoint = checkpoint(createdJob(key));
    put(key, "support", first).statusCode(200);

    put(key, "support", checkpoint).statusCode(200).body("model", equalTo(checkpoint));
    put(key, "other", checkpoint).statusCode(200);
    sql("DELETE FROM checkpoint WHERE model_name = '%s'".formatted(checkpoint));

    as(key)
        .get("/v1/adapters/{id}", checkpoint)
        .then()
        .statusCode(200)
        .body("aliases", containsInAnyOrder("other", "support"))
        .body("job", startsWith("ftjob-"));
    as(key).get("/v1/adapters").then().body("data.model", hasSize(2));
    as(key)
        .post("/v1/aliases/support/rollback")
        .then()
        .statusCode(200)
        .body("model", equalTo(first));
    put(newTenantsKey(), "support", checkpoint)
        .statusCode(400)
        .body("error.code", equalTo("model_not_found"));
    put(key, "support", checkpoint + "0")
        .statusCode(400)
        .body("error.message", containsString("not kept any more"));
  }

  /** As a training worker keeps one. */
  private String checkpoint(String job) throws IOException {
    Path folder = Files.createTempDirectory("checkpoint-");
    ContentHash any = ContentHash.sha256(job.getBytes(StandardCharsets.UTF_8));
    AdapterFiles.write(
        folder.resolve(AdapterFiles.MILORA_CONFIG),
        new MiLoraConfig(null, null, new BaseHashes(any, any, any)).write());
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    AdapterArchive.pack(folder, archive, job);
    ContentHash adapter = artifacts.put(new ByteArrayInputStream(archive.toByteArray()));
    String model = "ft:" + BASE + ":x::" + job + ":ckpt-step-20";
    sql(
        """
        INSERT INTO checkpoint (id, tenant_id, job_id, step, content_hash, metrics, model_name, adapter_hash)
        SELECT 'ckpt-%1$s', tenant_id, id, 20, '%2$s', '{}', '%3$s', '%2$s'
        FROM training_job WHERE id = '%1$s'
        """
            .formatted(job, adapter, model));
    return model;
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
