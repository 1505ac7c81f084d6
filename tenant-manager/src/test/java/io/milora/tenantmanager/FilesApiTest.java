package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FilesApiTest extends ApiTest {
  @ConfigProperty(name = "milora.data")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  Path data;

  @Test
  void keepsFileShowsItAndGivesItsBytesBack() {
    String key = newTenantsKey();

    String id =
        upload(key, ROW)
            .statusCode(200)
            .header("x-request-id", matchesPattern("req_.+"))
            .body("id", matchesPattern("file-[A-Za-z0-9]{24}"))
            .body("object", equalTo("file"))
            .body("bytes", equalTo(ROW.length()))
            .body("filename", equalTo("train.jsonl"))
            .body("purpose", equalTo("fine-tune"))
            .body("status", equalTo("processed"))
            .body("$", allOf(hasKey("expires_at"), hasKey("status_details")))
            .extract()
            .path("id");

    as(key).get("/v1/files/" + id).then().statusCode(200).body("id", equalTo(id));
    for (String accept : List.of("*/*", "application/binary", "application/octet-stream")) {
      as(key)
          .accept(accept)
          .get("/v1/files/" + id + "/content")
          .then()
          .statusCode(200)
          .contentType("application/octet-stream")
          .body(equalTo(ROW));
    }
  }

  @Test
  void listsNewestFirstInPages() {
    String key = newTenantsKey();
    String first = uploaded(key);
    String second = uploaded(key);
    String third = uploaded(key);

    as(key)
        .get("/v1/files?limit=2&purpose=fine-tune")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", contains(third, second))
        .body("first_id", equalTo(third))
        .body("last_id", equalTo(second))
        .body("has_more", equalTo(true));
    as(key)
        .get("/v1/files?limit=2&after=" + second)
        .then()
        .body("data.id", contains(first))
        .body("has_more", equalTo(false));
    as(key).get("/v1/files?order=asc").then().body("data.id", contains(first, second, third));
    as(key)
        .get("/v1/files?order=asc&limit=1&after=" + first)
        .then()
        .body("data.id", contains(second))
        .body("has_more", equalTo(true));
    as(key).get("/v1/files?order=desc").then().body("data.id", contains(third, second, first));
    as(key).get("/v1/files?purpose=fine-tune-results").then().body("data", empty());
  }

  @Test
  void saysEverythingThatIsWrongWithQuery() {
    as(newTenantsKey())
        .get("/v1/files?limit=0&colour=red&order=up&purpose=fun")
        .then()
        .statusCode(400)
        .body("error.problems.param", contains("colour", "limit", "purpose", "order"));
  }

  @Test
  void reportsAllBadRowsAtOnceAndKeepsNothing() {
    String key = newTenantsKey();

    upload(key, ROW + "{\"messages\":[]}\n" + ROW + "oops\n")
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.code", equalTo("invalid_training_file"))
        .body("error.param", equalTo("file"))
        .body("error.message", allOf(containsString("Row 2: "), containsString("Row 4: ")))
        .body(
            "error.problems.code",
            contains("invalid_training_file", "empty_content", "invalid_json"));

    as(key).get("/v1/files").then().body("data", empty());
  }

  @Test
  void saysEverythingThatIsWrongWithForm() {
    as(newTenantsKey())
        .multiPart("purpose", "batch")
        .multiPart("colour", "red")
        .post("/v1/files")
        .then()
        .statusCode(400)
        .body("error.problems.param", contains("colour", "purpose", "file"));
  }

  @Test
  void saysLimitToFileThatIsTooLarge() {
    String key = newTenantsKey();
    for (int bytes : List.of(1, 40_000)) {
      upload(key, "x".repeat(ManagerSettings.MAX_FILE_BYTES + bytes))
          .statusCode(413)
          .header("x-request-id", matchesPattern("req_.+"))
          .body("error.code", equalTo("file_too_large"))
          .body("error.message", containsString("50000"));
    }
    as(key).get("/v1/files").then().body("data", empty());
  }

  @Test
  void deletesFileForGood() {
    String key = newTenantsKey();
    String id = uploaded(key);

    as(key)
        .delete("/v1/files/" + id)
        .then()
        .statusCode(200)
        .body("id", equalTo(id))
        .body("object", equalTo("file"))
        .body("deleted", equalTo(true));

    as(key).get("/v1/files/" + id).then().statusCode(404);
    as(key).delete("/v1/files/" + id).then().statusCode(404);
  }

  @Test
  void bytesGoWithTheLastFileThatHasThem() throws IOException {
    String rows = ROW.repeat(5) + "\n\n\n";
    String mine = newTenantsKey();
    String other = newTenantsKey();
    String myFile = upload(mine, rows).extract().path("id");
    String otherFile = upload(other, rows).extract().path("id");

    as(mine).delete("/v1/files/" + myFile).then().statusCode(200);
    assertThat(keptContents()).contains(rows);
    as(other).delete("/v1/files/" + otherFile).then().statusCode(200);
    assertThat(keptContents()).doesNotContain(rows);

    String again = upload(mine, rows).statusCode(200).extract().path("id");
    as(mine).get("/v1/files/" + again + "/content").then().body(equalTo(rows));
  }

  private List<String> keptContents() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("artifacts/sha256"))) {
      List<String> contents = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
      return contents;
    }
  }

  @Test
  void tablesAreKeptAsTheyAreAndTrainedOnByTheirRows() throws IOException {
    registerBase();
    String key = newTenantsKey();
    String table = "prompt,completion\nOne and one?,two\nTwo and two?,four\n";

    String file = uploadTable(key, "rows.csv", table).statusCode(200).extract().path("id");
    createJob(
            key,
            "{\"model\":\"%s\",\"training_file\":\"%s\",\"dry_run\":true}".formatted(BASE, file))
        .statusCode(200)
        .body("files[0].rows", equalTo(2))
        .body("files[0].format", equalTo("completion"));

    as(key).get("/v1/files/" + file + "/content").then().body(equalTo(table));
    assertThat(keptContents())
        .anyMatch(content -> content.contains("{\"prompt\":\"One and one?\""));
    as(key).delete("/v1/files/" + file).then().statusCode(200);
    assertThat(keptContents()).noneMatch(content -> content.contains("One and one?"));
  }

  @Test
  void badRowsOfTablesAreReportedAllAtOnceWithTheirLines() throws IOException {
    String key = newTenantsKey();
    List<String> before = keptContents();

    uploadTable(key, "rows.csv", "prompt,completion\n\"a\nb\",c\nWhy?,\nHow?,so,more\n")
        .statusCode(400)
        .body("error.problems.message", hasSize(3))
        .body("error.problems.message[1]", containsString("Row 4: 'completion'"))
        .body("error.problems.message[2]", containsString("Row 5: 'column 3'"));
    uploadTable(key, "rows.csv", "prompt,answer\nWhy?,Because\n")
        .statusCode(400)
        .body("error.code", equalTo("unknown_columns"));
    uploadTable(key, "rows.parquet", "no parquet")
        .statusCode(400)
        .body("error.code", equalTo("invalid_parquet"));

    assertThat(keptContents()).isEqualTo(before);
    try (Stream<Path> waiting = Files.list(data.resolve("uploads/tables"))) {
      assertThat(waiting).isEmpty();
    }
  }

  private static ValidatableResponse uploadTable(String key, String name, String table) {
    return as(key)
        .multiPart("purpose", "fine-tune")
        .multiPart("file", name, table.getBytes(StandardCharsets.UTF_8))
        .post("/v1/files")
        .then();
  }

  @Test
  void keepsFileThatAnUnfinishedJobUses() {
    String key = newTenantsKey();
    String job = createdJob(key);
    String file = as(key).get("/v1/fine_tuning/jobs/" + job).path("training_file");

    as(key)
        .delete("/v1/files/" + file)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("file_in_use"))
        .body("error.message", containsString(job));

    as(key).post("/v1/fine_tuning/jobs/" + job + "/cancel").then().statusCode(200);
    as(key).delete("/v1/files/" + file).then().statusCode(200);
  }

  @Test
  void filesOfOthersLookLikeFilesThatDoNotExist() {
    String mine = newTenantsKey();
    String other = newTenantsKey();
    String id = uploaded(other);
    String missing = "file-" + "0".repeat(24);

    for (String path : List.of("", "/content")) {
      String forOthers =
          as(mine).get("/v1/files/" + id + path).then().statusCode(404).extract().asString();
      String forMissing =
          as(mine).get("/v1/files/" + missing + path).then().statusCode(404).extract().asString();
      assertThat(forOthers).isEqualTo(forMissing.replace(missing, id));
    }
    as(mine).delete("/v1/files/" + id).then().statusCode(404);
    as(mine).get("/v1/files").then().body("data", hasSize(0));
    as(other).get("/v1/files/" + id).then().statusCode(200);
  }

  @Test
  void equalContentOfTwoTenantsLivesAndDiesApart() {
    String mine = newTenantsKey();
    String other = newTenantsKey();
    String myFile = uploaded(mine);
    String otherFile = uploaded(other);

    as(mine).delete("/v1/files/" + myFile).then().statusCode(200);

    as(other)
        .get("/v1/files/" + otherFile + "/content")
        .then()
        .statusCode(200)
        .body(equalTo(ROW.repeat(3)));
  }

  @Test
  void takesNoJsonForAnUpload() {
    as(newTenantsKey())
        .contentType("application/json")
        .body("{}".getBytes(StandardCharsets.UTF_8))
        .post("/v1/files")
        .then()
        .statusCode(415)
        .body("error.param", nullValue());
  }

  @Test
  void saysThatABodyIsNotWhatItsBoundariesPromise() {
    String key = newTenantsKey();
    for (String body : List.of("--b\r\n[]--b--", "--b\r\n", "--b\r\n\r\n[]\r\n--c--", "[]", "")) {
      as(key)
          .contentType("multipart/form-data; boundary=b")
          .body(body.getBytes(StandardCharsets.UTF_8))
          .post("/v1/files")
          .then()
          .statusCode(400)
          .body("error.type", equalTo("invalid_request_error"))
          .body("error.message", not(emptyOrNullString()));
    }
    as(key).get("/v1/files").then().body("data", empty());
  }
}
