package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.milora.engine.text.Example;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatasetPreviewTest extends WorkerTest {
  private static final String CHAT =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"assistant\",\"content\":\"%s\"}]}\n";

  @BeforeEach
  void makeTenantWithFiles() {
    tenant = tenants.create("FILES");
  }

  @Test
  void showsTheTokensThatAreTrainedAndWhereTheLossLies() throws IOException {
    String file = tenants.keep(tenant, "\n" + CHAT.formatted("Say what is new.", "Nothing."));
    List<ChatMessage> question = List.of(new ChatMessage(Role.USER, "Say what is new."));
    Example trained =
        base.encoder()
            .chat(List.of(question.getFirst(), new ChatMessage(Role.ASSISTANT, "Nothing.")));

    rows(file, "?max_length=256")
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].line", equalTo(2))
        .body("data[0].prompt", equalTo(base.encoder().template().render(question, true)))
        .body("data[0].response", containsString("Nothing."))
        .body("data[0].prompt_tokens", equalTo(trained.prompt().length))
        .body("data[0].trained_tokens", equalTo(trained.response().length))
        .body(
            "data[0].tokens",
            equalTo(
                IntStream.concat(IntStream.of(trained.prompt()), IntStream.of(trained.response()))
                    .boxed()
                    .toList()))
        .body("data[0].problems", empty());
  }

  @Test
  void showsWhatIsCutAndWhatCannotBeTrained() throws IOException {
    String file =
        tenants.keep(
            tenant,
            CHAT.formatted("Hi", "so ".repeat(200)) + CHAT.formatted("why ".repeat(200), "no"));

    rows(file, "?max_length=64")
        .statusCode(200)
        .body("data[0].tokens", hasSize(64))
        .body("data[1].tokens", empty())
        .body("data[1].prompt", containsString("why why"))
        .body("data[1].problems.code", contains("row_too_long"));
    measured(file, "?max_length=64")
        .statusCode(200)
        .body("rows", equalTo(2))
        .body("complete", equalTo(true))
        .body("cut_rows", equalTo(1))
        .body("refused_rows", equalTo(1));
  }

  @Test
  void goesThroughRowsInPages() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      rows.append("{\"prompt\":\"p%d\",\"completion\":\"c\"}\n\n".formatted(i));
    }
    String file = tenants.keep(tenant, rows.toString());

    rows(file, "?limit=2")
        .body("data.line", contains(1, 3))
        .body("last_id", equalTo("3"))
        .body("has_more", equalTo(true));
    rows(file, "?limit=3&after=3")
        .body("data.line", contains(5, 7, 9))
        .body("data.prompt", contains("p3", "p4", "p5"))
        .body("has_more", equalTo(false));
  }

  @Test
  void measuresLengthsWithTheirDistribution() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      rows.append(CHAT.formatted("Count", "one ".repeat(i)));
    }
    String file = tenants.keep(tenant, rows.toString());

    ValidatableResponse lengths = measured(file, "").statusCode(200).body("rows", equalTo(30));

    List<Integer> buckets = lengths.extract().path("histogram.rows");
    assertThat(buckets.stream().mapToInt(Integer::intValue).sum()).isEqualTo(30);
    int shortest = lengths.extract().path("shortest");
    int longest = lengths.extract().path("longest");
    int median = lengths.extract().path("median");
    assertThat(median).isBetween(shortest, longest);
    assertThat(lengths.extract().<Integer>path("histogram[0].from")).isEqualTo(shortest);
  }

  @Test
  void refusesOthersFilesOtherScopesAndUnknownParameters() throws IOException {
    String file = tenants.keep(tenant, CHAT.formatted("a", "b"));
    rows(file, "?limit=0&max_length=7&page=2")
        .statusCode(400)
        .body("error.problems.param", containsInAnyOrder("limit", "max_length", "page"));
    tenant = tenants.create("FILES");
    rows(file, "").statusCode(404).body("error.code", equalTo("file_not_found"));
    measured(file, "").statusCode(404);
    tenant = tenants.create("INFER");
    rows(file, "").statusCode(403);
  }

  private ValidatableResponse rows(String file, String query) {
    return get("/v1/datasets/" + file + "/rows" + query);
  }

  private ValidatableResponse measured(String file, String query) {
    return get("/v1/datasets/" + file + "/lengths" + query);
  }

  private ValidatableResponse get(String path) {
    return given().header("Authorization", "Bearer " + tenant.key()).get(path).then();
  }
}
