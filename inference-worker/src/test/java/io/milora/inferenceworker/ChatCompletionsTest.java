package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.milora.engine.adapter.Adapter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChatCompletionsTest extends WorkerTest {
  @Test
  void answersAChat() {
    chat(chatBody(TinyBase.NAME))
        .then()
        .statusCode(200)
        .header("x-request-id", startsWith("req_"))
        .header("x-queue-time-ms", matchesPattern("\\d+"))
        .header("x-ttft-ms", matchesPattern("\\d+"))
        .header("x-adapter-hash", nullValue())
        .body("id", startsWith("chatcmpl-"))
        .body("object", equalTo("chat.completion"))
        .body("model", equalTo(TinyBase.NAME))
        .body("choices[0].message.role", equalTo("assistant"))
        .body("choices[0].message", hasKey("refusal"))
        .body("choices[0]", hasKey("logprobs"))
        .body("choices[0].index", equalTo(0))
        .body("usage.completion_tokens", notNullValue())
        .body("$", not(hasKey("routes")));
  }

  @Test
  void streamsSayWhenTheFirstTokenCameAndWhatComputed() {
    chat(chatBody(TinyBase.NAME, "stream", true))
        .then()
        .statusCode(200)
        .header("x-queue-time-ms", matchesPattern("\\d+"))
        .header("x-ttft-ms", matchesPattern("\\d+"));
    chat(chatBody(TinyBase.NAME))
        .then()
        .body("system_fingerprint", matchesPattern("milora-[^-]+(-SNAPSHOT)?-[0-9a-f]{8}-base"));
  }

  @Test
  void anAdapterAnswersByAliasAndByExactName() throws IOException {
    String exact = publishRouted(1);

    String bare = text(chatBody(TinyBase.NAME));
    String byName = text(chatBody(exact));

    assertThat(byName).isNotEqualTo(bare);
    chat(chatBody("routed"))
        .then()
        .statusCode(200)
        .header("x-adapter-hash", matchesPattern("[0-9a-f]{64}"))
        .body("model", equalTo(exact))
        .body("choices[0].message.content", equalTo(byName));
  }

  @Test
  void showsWhatTheRoutersKeptIfAsked() throws IOException {
    publishRouted(2);

    JsonPath answer =
        given()
            .header("Authorization", "Bearer " + tenant.key())
            .header("x-milora-routes", "true")
            .contentType(ContentType.JSON)
            .body(chatBody("routed"))
            .post("/v1/chat/completions")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(answer.getList("routes.modules", String.class))
        .containsExactly("q", "k", "v", "o", "gate", "up", "down");
    List<List<Number>> gates = answer.getList("routes.gates");
    assertThat(gates).hasSize(base.model().config().layers());
    assertThat(gates)
        .allSatisfy(layer -> assertThat(layer).filteredOn(g -> g.doubleValue() > 0).hasSize(3));
    List<List<Number>> probabilities = answer.getList("routes.probabilities");
    assertThat(probabilities)
        .allSatisfy(
            layer ->
                assertThat(layer.stream().mapToDouble(Number::doubleValue).sum())
                    .isBetween(0.999, 1.001));
  }

  @Test
  void aMixtureAnswersLikeAnyAdapterAndSaysItsDomain() throws IOException {
    publishMixture(7);
    assertThat(text(chatBody("mixed"))).isNotEqualTo(text(chatBody(TinyBase.NAME)));

    JsonPath answer =
        given()
            .header("Authorization", "Bearer " + tenant.key())
            .header("x-milora-routes", "true")
            .contentType(ContentType.JSON)
            .body(chatBody("mixed"))
            .post("/v1/chat/completions")
            .then()
            .statusCode(200)
            .header("x-milora-domain", matchesPattern("finance|code"))
            .extract()
            .jsonPath();

    assertThat(answer.getList("routes.domains.names", String.class))
        .containsExactly("finance", "code");
    assertThat(answer.getList("routes.domains.used", String.class))
        .hasSize(base.model().config().layers());
    List<List<Number>> said = answer.getList("routes.domains.log_probabilities");
    assertThat(said)
        .allSatisfy(
            layer ->
                assertThat(layer.stream().mapToDouble(p -> Math.exp(p.doubleValue())).sum())
                    .isBetween(0.999, 1.001));
    chat(chatBody(TinyBase.NAME)).then().header("x-milora-domain", nullValue());
  }

  @Test
  void aStreamGivesTheSameTextAsAWholeAnswer() throws IOException {
    publishRouted(3);
    String whole = text(chatBody("routed"));

    List<String> lines =
        lines(chatBody("routed", "stream", true, "stream_options", Map.of("include_usage", true)));

    assertThat(lines).allMatch(line -> line.startsWith("data: "));
    assertThat(lines.getLast()).isEqualTo("data: [DONE]");
    List<JsonPath> chunks = chunks(lines);
    assertThat(chunks.getFirst().getString("choices[0].delta.role")).isEqualTo("assistant");
    StringBuilder text = new StringBuilder();
    for (JsonPath chunk : chunks.subList(0, chunks.size() - 1)) {
      assertThat(chunk.getString("object")).isEqualTo("chat.completion.chunk");
      assertThat(chunk.getString("id")).isEqualTo(chunks.getFirst().getString("id"));
      String piece = chunk.getString("choices[0].delta.content");
      text.append(piece == null ? "" : piece);
    }
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(chunks.get(chunks.size() - 2).getString("choices[0].finish_reason"))
        .isIn("stop", "length");
    assertThat(chunks.getLast().getList("choices")).isEmpty();
    assertThat(chunks.getLast().getInt("usage.total_tokens")).isPositive();
  }

  @Test
  void stopSequencesThatSpanTokensAreNotShown() {
    String whole = text(chatBody(TinyBase.NAME));
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
    String expected = whole.substring(0, whole.indexOf(stop));

    chat(chatBody(TinyBase.NAME, "stop", stop))
        .then()
        .statusCode(200)
        .body("choices[0].message.content", equalTo(expected))
        .body("choices[0].finish_reason", equalTo("stop"));
    StringBuilder streamed = new StringBuilder();
    for (JsonPath chunk :
        chunks(lines(chatBody(TinyBase.NAME, "stream", true, "stop", List.of(stop))))) {
      String piece = chunk.getString("choices[0].delta.content");
      streamed.append(piece == null ? "" : piece);
    }
    assertThat(streamed.toString()).isEqualTo(expected);
  }

  @Test
  void equalSeedsGiveEqualTexts() {
    String first = text(chatBody(TinyBase.NAME, "temperature", 1.2, "seed", 7));

    assertThat(text(chatBody(TinyBase.NAME, "temperature", 1.2, "seed", 7))).isEqualTo(first);
    assertThat(text(chatBody(TinyBase.NAME, "temperature", 1.2, "seed", 8))).isNotEqualTo(first);
  }

  @Test
  void logprobsComeIfAsked() {
    chat(chatBody(TinyBase.NAME, "logprobs", true, "top_logprobs", 3, "max_tokens", 2))
        .then()
        .statusCode(200)
        .body("choices[0].logprobs.content", hasSize(2))
        .body("choices[0].logprobs.content[0].top_logprobs", hasSize(3));
  }

  @Test
  void everythingWrongWithARequestIsSaidAtOnce() {
    chat(chatBody(
            TinyBase.NAME,
            "tools",
            List.of(Map.of("type", "function")),
            "n",
            0,
            "temprature",
            1,
            "top_p",
            7,
            "messages",
            List.of(Map.of("role", "robot", "content", "x"))))
        .then()
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.problems.param", hasItem("tools"))
        .body("error.problems.param", hasItem("n"))
        .body("error.problems.param", hasItem("temprature"))
        .body("error.problems.param", hasItem("top_p"))
        .body("error.problems.param", hasItem("messages[0].role"));
  }

  @Test
  void neutralValuesOfUnsupportedParametersAreAccepted() {
    chat(chatBody(
            TinyBase.NAME,
            "n",
            1,
            "presence_penalty",
            0,
            "response_format",
            Map.of("type", "text"),
            "user",
            "u-1",
            "metadata",
            Map.of("a", "b")))
        .then()
        .statusCode(200);
  }

  @Test
  void aCheckpointAnswersItsTenantWhileItIsKept() throws IOException {
    publishRouted(4);
    Adapter other = new RandomAdapters(base.model().config(), 5).milora();
    String checkpoint = tenants.checkpoint(tenant, "routed", 20, other);
    assertThat(text(chatBody(checkpoint)))
        .isEqualTo(text(chatBody(tenants.publish(tenant, "same", other))))
        .isNotEqualTo(text(chatBody("routed")));

    Tenants.Tenant owner = tenant;
    tenant = tenants.create("INFER");
    chat(chatBody(checkpoint)).then().statusCode(404);
    tenant = owner;
    tenants.dropCheckpoint(checkpoint);
    chat(chatBody(checkpoint))
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.message", containsString("not kept any more"));
  }

  @Test
  void aCheckpointThatBecameAVersionAnswersWithoutIt() throws IOException {
    publishRouted(4);
    Adapter other = new RandomAdapters(base.model().config(), 5).milora();
    String checkpoint = tenants.checkpoint(tenant, "routed", 20, other);
    String answer = text(chatBody(checkpoint));
    tenants.publish(tenant, "promoted", other);
    tenants.execute(
        "UPDATE adapter_version SET model_name = '%s' WHERE id = 'av-%s-promoted'"
            .formatted(checkpoint, tenant.name()));
    tenants.dropCheckpoint(checkpoint);

    assertThat(text(chatBody(checkpoint))).isEqualTo(answer);
    assertThat(text(chatBody("promoted"))).isEqualTo(answer);
  }

  @Test
  void anotherTenantsModelDoesNotExist() throws IOException {
    String exact = publishRouted(4);
    tenant = tenants.create("INFER");

    for (String model : List.of(exact, "routed", "gpt-4o")) {
      chat(chatBody(model))
          .then()
          .statusCode(404)
          .body("error.code", equalTo("model_not_found"))
          .body("error.param", equalTo("model"));
    }
  }

  @Test
  void keysAreNeededAndNeedTheScope() {
    given()
        .contentType(ContentType.JSON)
        .body(chatBody(TinyBase.NAME))
        .post("/v1/chat/completions")
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"));
    tenant = tenants.create("FILES");
    chat(chatBody(TinyBase.NAME)).then().statusCode(403);
  }

  @Test
  void aPromptLongerThanTheContextIsRefusedWithTheNumbers() {
    Object messages = List.of(Map.of("role", "user", "content", "abc ".repeat(200)));

    chat(chatBody(TinyBase.NAME, "messages", messages))
        .then()
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"))
        .body(
            "error.message",
            matchesPattern("The context holds 256 tokens; the prompt has \\d+ .*"));
  }

  @Test
  void differentAdaptersTogetherAnswerAsAlone() throws Exception {
    publishRouted(5);
    publishPlain(6);
    publishMixture(7);
    List<Map<String, Object>> bodies = new ArrayList<>();
    for (String model : List.of("routed", "plain", "mixed", TinyBase.NAME)) {
      for (int seed = 0; seed < 3; seed++) {
        bodies.add(chatBody(model, "temperature", 1, "seed", seed));
      }
    }
    List<String> alone = bodies.stream().map(this::text).toList();

    List<String> together = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          bodies.stream().map(body -> callers.submit(() -> text(body))).toList();
      for (Future<String> answer : answers) {
        together.add(answer.get());
      }
    }

    assertThat(together).isEqualTo(alone);
    assertThat(alone).doesNotHaveDuplicates();
  }

  private List<String> lines(Map<String, Object> body) {
    String stream =
        chat(body)
            .then()
            .statusCode(200)
            .header("content-type", startsWith("text/event-stream"))
            .extract()
            .asString();
    return List.of(stream.strip().split("\n\n"));
  }

  private static List<JsonPath> chunks(List<String> lines) {
    return lines.subList(0, lines.size() - 1).stream()
        .map(line -> new JsonPath(line.substring("data: ".length())))
        .toList();
  }
}
