package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadsApiTest extends ApiTest {
  private static final String FILE = ROW.repeat(7);
  private static final List<String> PIECES =
      List.of(FILE.substring(0, 100), FILE.substring(100, 101), FILE.substring(101));

  @ConfigProperty(name = "milora.data")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  Path data;

  @Test
  void partsThatArriveInAnyOrderBecomeOneFile() throws Exception {
    String key = newTenantsKey();
    String id =
        begin(key, FILE.length())
            .statusCode(200)
            .body("id", matchesPattern("upload_[A-Za-z0-9]{24}"))
            .body("object", equalTo("upload"))
            .body("status", equalTo("pending"))
            .body("bytes", equalTo(FILE.length()))
            .body("file", nullValue())
            .extract()
            .path("id");

    String last = part(key, id, PIECES.get(2)).statusCode(200).extract().path("id");
    String first = part(key, id, PIECES.get(0)).extract().path("id");
    String middle = part(key, id, PIECES.get(1)).extract().path("id");
    as(key)
        .get("/v1/uploads/" + id + "/parts")
        .then()
        .body("data.id", contains(last, first, middle));
    String file =
        complete(key, id, List.of(first, middle, last), md5(FILE))
            .statusCode(200)
            .body("status", equalTo("completed"))
            .body("file.filename", equalTo("train.jsonl"))
            .body("file.bytes", equalTo(FILE.length()))
            .extract()
            .path("file.id");

    as(key).get("/v1/files/" + file + "/content").then().body(equalTo(FILE));
    as(key).get("/v1/uploads/" + id).then().body("file.id", equalTo(file));
    part(key, id, "more").statusCode(409).body("error.code", equalTo("upload_ended"));
    assertThat(keptParts()).doesNotContain(first, middle, last);
  }

  @Test
  void wrongOrderIsFoundByTheDigestAndCanBeMended() throws Exception {
    String key = newTenantsKey();
    String id = begin(key, FILE.length()).extract().path("id");
    String first = part(key, id, PIECES.get(0)).extract().path("id");
    String rest = part(key, id, PIECES.get(1) + PIECES.get(2)).extract().path("id");

    complete(key, id, List.of(rest, first), md5(FILE))
        .statusCode(400)
        .body("error.code", equalTo("md5_mismatch"));
    complete(key, id, List.of(first), md5(FILE))
        .statusCode(400)
        .body("error.code", equalTo("size_mismatch"));
    complete(key, id, List.of(first, rest, "part_none"), null)
        .statusCode(400)
        .body("error.code", equalTo("unknown_part"));
    as(key).get("/v1/files").then().body("data.size()", equalTo(0));

    complete(key, id, List.of(first, rest), md5(FILE)).statusCode(200);
  }

  @Test
  void badRowsAreReportedAtCompletion() {
    String key = newTenantsKey();
    String rows = ROW + "oops\n";
    String id = begin(key, rows.length()).extract().path("id");
    String part = part(key, id, rows).extract().path("id");

    complete(key, id, List.of(part), null)
        .statusCode(400)
        .body("error.code", equalTo("invalid_training_file"))
        .body("error.message", containsString("Row 2"));
  }

  @Test
  void cancelledUploadTakesNoMorePartsAndForgetsThem() throws Exception {
    String key = newTenantsKey();
    String id = begin(key, FILE.length()).extract().path("id");
    String part = part(key, id, FILE).extract().path("id");
    assertThat(keptParts()).contains(part);

    as(key)
        .post("/v1/uploads/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("status", equalTo("cancelled"));

    assertThat(keptParts()).doesNotContain(part);
    complete(key, id, List.of(part), null).statusCode(409);
  }

  @Test
  void expiredUploadSaysSo() {
    String key = newTenantsKey();
    String id = begin(key, FILE.length()).extract().path("id");
    sql("UPDATE upload SET expires_at = now() - interval '1 second' WHERE id = '%s'".formatted(id));

    as(key).get("/v1/uploads/" + id).then().body("status", equalTo("expired"));
    part(key, id, FILE).statusCode(409).body("error.message", containsString("expired"));
  }

  @Test
  void announcedBytesCountAsStorage() {
    String tenant = newTenant();
    String key = newKey(tenant, "files", "infer");
    begin(key, FILE.length()).statusCode(200);
    as(key).get("/v1/quota").then().body("tenant.used.storage_bytes", equalTo(FILE.length()));
  }

  @Test
  void saysEverythingThatIsWrongWithUpload() {
    as(newTenantsKey())
        .contentType(ContentType.JSON)
        .body(Map.of("bytes", 0, "purpose", "batch", "filename", "a/b", "colour", "red"))
        .post("/v1/uploads")
        .then()
        .statusCode(400)
        .body(
            "error.problems.param",
            contains("mime_type", "purpose", "filename", "bytes", "colour"));
  }

  @Test
  void uploadsOfOthersDoNotExist() {
    String id = begin(newTenantsKey(), FILE.length()).extract().path("id");
    String other = newTenantsKey();

    as(other).get("/v1/uploads/" + id).then().statusCode(404);
    part(other, id, FILE).statusCode(404);
    complete(other, id, List.of("part_x"), null).statusCode(404);
    as(other).post("/v1/uploads/" + id + "/cancel").then().statusCode(404);
  }

  private static ValidatableResponse begin(String key, int bytes) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "bytes", bytes,
                "filename", "train.jsonl",
                "mime_type", "text/jsonl",
                "purpose", "fine-tune"))
        .post("/v1/uploads")
        .then();
  }

  private static ValidatableResponse part(String key, String id, String content) {
    return as(key)
        .multiPart("data", "part", content.getBytes(StandardCharsets.UTF_8))
        .post("/v1/uploads/" + id + "/parts")
        .then();
  }

  private static ValidatableResponse complete(
      String key, String id, List<String> parts, @Nullable String md5) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(md5 == null ? Map.of("part_ids", parts) : Map.of("part_ids", parts, "md5", md5))
        .post("/v1/uploads/" + id + "/complete")
        .then();
  }

  private static String md5(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> keptParts() throws IOException {
    try (Stream<Path> parts = Files.list(data.resolve("uploads/parts"))) {
      return parts.map(part -> part.getFileName().toString()).toList();
    }
  }
}
