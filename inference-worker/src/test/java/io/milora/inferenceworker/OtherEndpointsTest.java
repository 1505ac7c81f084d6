package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OtherEndpointsTest extends WorkerTest {
  private static final Map<String, Object> COMPLETION =
      Map.of("model", TinyBase.NAME, "prompt", "once upon", "temperature", 0);

  @Test
  void continuesAText() {
    String text =
        post("/v1/completions", COMPLETION)
            .then()
            .statusCode(200)
            .body("id", startsWith("cmpl-"))
            .body("object", equalTo("text_completion"))
            .extract()
            .path("choices[0].text");

    String stream =
        post(
                "/v1/completions",
                Map.of(
                    "model",
                    TinyBase.NAME,
                    "prompt",
                    "once upon",
                    "temperature",
                    0,
                    "stream",
                    true))
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(text).isNotEmpty();
    assertThat(stream).endsWith("data: [DONE]\n\n");
  }

  @Test
  void listsTheBaseTheTenantsModelsAndItsAliases() throws IOException {
    String exact = publishRouted(1);

    given()
        .header("Authorization", "Bearer " + tenant.key())
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", hasItems(TinyBase.NAME, exact, "routed"))
        .body("data.find { it.id == 'routed' }.root", equalTo(exact));
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .get("/v1/models/{model}", exact)
        .then()
        .statusCode(200)
        .body("parent", equalTo(TinyBase.NAME));
    given()
        .header("Authorization", "Bearer " + tenants.create("INFER").key())
        .get("/v1/models")
        .then()
        .body("data.id", not(hasItems(exact)));
  }

  @Test
  void isReadyOnceTheBaseHasGenerated() {
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void tellsPrometheusWhatVllmWouldTell() throws IOException {
    String exact = publishRouted(2);
    post(
            "/v1/completions",
            Map.of("model", exact, "prompt", "once upon", "temperature", 0, "max_tokens", 4))
        .then()
        .statusCode(200);

    given()
        .get("/metrics")
        .then()
        .statusCode(200)
        .body(containsString("vllm:num_requests_running"))
        .body(containsString("vllm:num_requests_waiting"))
        .body(containsString("vllm:kv_cache_usage_perc"))
        .body(containsString("vllm:lora_requests_info{"))
        .body(containsString("vllm:time_to_first_token_seconds_bucket{"))
        .body(containsString("vllm:e2e_request_latency_seconds_bucket{"))
        .body(containsString("vllm:request_queue_time_seconds_bucket{"))
        .body(containsString("vllm:inter_token_latency_seconds_bucket{"))
        .body(containsString("vllm:request_time_per_output_token_seconds_bucket{"))
        .body(containsString("vllm:generation_tokens_total{"))
        .body(containsString("vllm:request_success_total{finished_reason=\"length\""))
        .body(containsString("vllm:request_prefill_time_seconds_bucket{"))
        .body(containsString("vllm:request_prompt_tokens_bucket{"))
        .body(containsString("vllm:iteration_tokens_total_bucket{"))
        .body(containsString("milora:adapter_load_seconds_bucket{"))
        .body(containsString("milora:expert_load_total{expert="))
        .body(containsString("milora:router_entropy_sum{layer="))
        .body(containsString("milora:adapter_resident_bytes{"))
        .body(containsString("model_name=\"" + exact + "\""))
        .body(containsString("tenant=\"" + tenant.id() + "\""));
  }

  @Test
  void operatorsLoadPinAndUnpinAdaptersAndTenantsCannot() throws IOException {
    publishPlain(6);
    String hash = tenants.hash(tenant, "plain");
    String path = "/operator/v1/adapters/" + hash;
    String found = "data.find { it.id == '" + hash + "' }";
    operator().body("{}").put(path).then().statusCode(200).body(found + ".pinned", equalTo(false));
    operator()
        .body(Map.of("pinned", true))
        .put(path)
        .then()
        .statusCode(200)
        .body(found + ".pinned", equalTo(true))
        .body(found + ".leases", equalTo(0));
    operator().delete(path).then().statusCode(200).body(found + ".pinned", equalTo(false));
    operator().body("{}").put("/operator/v1/adapters/" + "0".repeat(64)).then().statusCode(404);
    operator().body("{}").put("/operator/v1/adapters/short").then().statusCode(400);
    operator().body(Map.of("pin", true)).put(path).then().statusCode(400);
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .get("/operator/v1/adapters")
        .then()
        .statusCode(401);
  }

  @Test
  void theServerIsRegisteredAndGivesSignsOfLife() {
    assertThat(tenants.number("SELECT count(*) FROM worker WHERE kind = 'INFERENCE'")).isOne();
  }

  private static RequestSpecification operator() {
    return given()
        .header("Authorization", "Bearer " + TinyBase.OPERATOR_TOKEN)
        .contentType("application/json");
  }

  @Test
  void saysWhatItServes() {
    given().get("/openapi").then().statusCode(200).body(containsString("/v1/chat/completions"));
  }

  @Test
  void unknownPathsGetTheSameEnvelope() {
    given().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("unknown_url"));
  }

  @Test
  void bodiesThatAreNoJsonGetTheSameEnvelope() {
    given()
        .header("Authorization", "Bearer " + tenant.key())
        .contentType("application/json")
        .body("{\"model\": ")
        .post("/v1/chat/completions")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"));
  }
}
