package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdapterImportApiTest extends ApiTest {
  private static final String LLAMA = "tiny-llama";

  @Inject ArtifactStore artifacts;

  @BeforeEach
  void aBaseWhoseShapeIsKnown() {
    registerBase();
    sql(
        """
        INSERT INTO base_model (name, base_sha256, tokenizer_sha256, chat_template_sha256,
                                max_positions, default_rank, default_learning_rate, default_max_length, shape)
        SELECT '%s', base_sha256, tokenizer_sha256, chat_template_sha256, 512, 8, 0.002, 512,
          '{"layers":4,"hidden":64,"intermediate":160,"query":64,"key_value":32,"vocabulary":320}'
        FROM base_model WHERE name = '%s' ON CONFLICT DO NOTHING
        """
            .formatted(LLAMA, BASE));
  }

  @Test
  void whatPeftExportedIsAVersionLikeAnyOther() throws IOException {
    String tenant = newTenant();
    String key = newKey(tenant, "files", "fine_tune", "admin");
    byte[] zip = peft();

    String id =
        take(key, zip, LLAMA, "support")
            .statusCode(200)
            .body("object", equalTo("adapter"))
            .body("method", equalTo("lora"))
            .body("job", nullValue())
            .body("imported_from", equalTo(ContentHash.sha256(zip).hex()))
            .body("model", containsString("ft:" + LLAMA + ":" + tenant + ":support:"))
            .extract()
            .path("id");

    String model = as(key).get("/v1/adapters/{id}", id).then().extract().path("model");
    as(key).get("/v1/adapters").then().body("data.id", contains(id));
    as(key)
        .contentType(ContentType.JSON)
        .body(Map.of("model", model))
        .put("/v1/aliases/imported")
        .then()
        .statusCode(200);
    as(key)
        .get("/v1/adapters/{id}/card", id)
        .then()
        .body(containsString("Imported from | `" + ContentHash.sha256(zip)));
    as(key).get("/v1/audit").then().body("data.action", hasItem("adapter.import"));
    as(key).get("/v1/quota").then().body("tenant.used.storage_bytes", greaterThan(78_000));
  }

  @Test
  void anExportComesInAtAnotherTenantAsTheSameBytes() throws IOException {
    String first = newTenantsKey();
    String exported = take(first, peft(), LLAMA, null).statusCode(200).extract().path("id");
    byte[] zip =
        as(first).get("/v1/adapters/{id}/content", exported).then().extract().asByteArray();

    String second = newTenantsKey();
    String copy =
        take(second, zip, LLAMA, null)
            .statusCode(200)
            .body("content_hash", equalTo(ContentHash.sha256(zip).hex()))
            .extract()
            .path("id");

    as(second).get("/v1/adapters/{id}", exported).then().statusCode(404);
    as(first).delete("/v1/adapters/{id}", exported).then().statusCode(200);
    assertThat(artifacts.contains(ContentHash.sha256(zip))).isTrue();
    as(second).delete("/v1/adapters/{id}", copy).then().statusCode(200);
    assertThat(artifacts.contains(ContentHash.sha256(zip))).isFalse();
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsKept() throws IOException {
    String key = newTenantsKey();

    take(key, peft(), "unheard-of", null)
        .statusCode(400)
        .body("error.code", equalTo("model_not_found"))
        .body("error.message", containsString(LLAMA));
    take(key, peft(), BASE, null).statusCode(503).body("error.code", equalTo("base_not_ready"));
    take(key, new byte[] {1, 2, 3}, LLAMA, "No Suffix")
        .statusCode(400)
        .body("error.message", containsString("suffix"));
    take(key, new byte[] {1, 2, 3}, LLAMA, null)
        .statusCode(400)
        .body("error.message", containsString("not a zip file"));

    as(key).get("/v1/adapters").then().body("data", empty());
    take(newKey(newTenant(), "files"), peft(), LLAMA, null).statusCode(403);
  }

  @Test
  void anImportThatIsSentAgainIsPublishedOnce() throws IOException {
    String key = newTenantsKey();
    byte[] zip = peft();

    List<String> answers =
        Stream.generate(() -> as(key).header("Idempotency-Key", "import"))
            .limit(2)
            .map(form -> form.multiPart("model", LLAMA).multiPart("file", "adapter.zip", zip))
            .map(form -> form.post("/v1/adapters").then().statusCode(200).extract().asString())
            .distinct()
            .toList();

    assertThat(answers).hasSize(1);
    as(key).get("/v1/adapters").then().body("data", hasSize(1));
  }

  @Test
  void itNeedsRoom() throws IOException {
    String tenant = newTenant();
    String key = newKey(tenant, "fine_tune");
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("storage_bytes", 1000))
        .put("/operator/v1/tenants/" + tenant + "/quota")
        .then()
        .statusCode(200);

    take(key, peft(), LLAMA, null)
        .statusCode(400)
        .body("error.code", equalTo("exceeds_quota"))
        .body("error.message", containsString("bytes of storage"));
    as(key).get("/v1/adapters").then().body("data", empty());
  }

  private static ValidatableResponse take(
      String key, byte[] zip, String base, @Nullable String suffix) {
    var form = as(key).multiPart("model", base).multiPart("file", "adapter.zip", zip);
    return (suffix == null ? form : form.multiPart("suffix", suffix)).post("/v1/adapters").then();
  }

  /** PEFT's own export. */
  private static byte[] peft() throws IOException {
    Path golden =
        Path.of(
            System.getProperty("milora.root"),
            "platform-core/engine/src/test/resources/golden/lora");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"adapter_config.json", "adapter_model.safetensors"}) {
        zip.putNextEntry(new ZipEntry("exported/" + name));
        zip.write(Files.readAllBytes(golden.resolve(name)));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
