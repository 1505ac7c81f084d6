package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every parameter of OpenAI's chats and completions is obeyed, or refused by its name. */
@QuarkusTest
class OpenAiParametersTest extends WorkerTest {
  private static final char BAR = '|';

  @ParameterizedTest
  @CsvSource(
      delimiter = BAR,
      quoteCharacter = '`',
      textBlock =
          """
          audio                  | {"voice": "ash", "format": "wav"}      |
          frequency_penalty      |                                        | 0.5
          function_call          | "auto"                                 | "none"
          functions              | [{"name": "f"}]                        | []
          logit_bias             |                                        | {"7": -100}
          logprobs               |                                        | true
          max_completion_tokens  |                                        | 2
          max_tokens             |                                        | 2
          metadata               |                                        | {"team": "a"}
          modalities             | ["text", "audio"]                      | ["text"]
          n                      |                                        | 2
          parallel_tool_calls    |                                        | true
          prediction             | {"type": "content", "content": "x"}    |
          presence_penalty       |                                        | 0.5
          prompt_cache_key       |                                        | "k"
          prompt_cache_retention | "24h"                                  | "in_memory"
          reasoning_effort       | "high"                                 | "none"
          response_format        | {"type": "json_object"}                | {"type": "text"}
          response_format        | {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}} |
          safety_identifier      |                                        | "s"
          seed                   |                                        | 7
          service_tier           | "priority"                             | "auto"
          stop                   |                                        | ["a", "b"]
          store                  | true                                   | false
          stream                 |                                        | true
          temperature            |                                        | 0.5
          tool_choice            | "required"                             | "none"
          tools                  | [{"type": "function", "function": {"name": "f"}}] | []
          top_p                  |                                        | 0.5
          user                   |                                        | "u"
          verbosity              | "low"                                  |
          web_search_options     | {}                                     |
          """)
  void ofChats(String parameter, @Nullable String refused, @Nullable String obeyed) {
    check(
        "/v1/chat/completions",
        "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]",
        parameter,
        refused,
        obeyed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = BAR,
      quoteCharacter = '`',
      textBlock =
          """
          best_of           | 2       | 1
          echo              | true    | false
          frequency_penalty |         | 0.5
          logit_bias        |         | {"7": -100}
          logprobs          | 3       |
          max_tokens        |         | 2
          n                 |         | 2
          presence_penalty  |         | 0.5
          seed              |         | 7
          stop              |         | "a"
          stream            |         | true
          suffix            | "end"   |
          temperature       |         | 0.5
          top_p             |         | 0.5
          user              |         | "u"
          """)
  void ofCompletions(String parameter, @Nullable String refused, @Nullable String obeyed) {
    check("/v1/completions", "\"prompt\": \"Hi\"", parameter, refused, obeyed);
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/completions"})
  void whatOpenAiDoesNotHaveEitherIsUnknown(String path) {
    send(path, "\"temprature\": 0.5")
        .then()
        .statusCode(400)
        .body(
            "error.problems.find { it.param == 'temprature' }.code", equalTo("unknown_parameter"));
  }

  private void check(
      String path,
      String input,
      String parameter,
      @Nullable String refused,
      @Nullable String obeyed) {
    assertThat(refused != null || obeyed != null).isTrue();
    if (refused != null) {
      send(path, input + ", \"" + parameter + "\": " + refused)
          .then()
          .statusCode(400)
          .body("error.param", equalTo(parameter))
          .body("error.code", equalTo("unsupported_parameter"));
    }
    if (obeyed != null) {
      send(path, input + ", \"" + parameter + "\": " + obeyed).then().statusCode(200);
    }
  }

  private Response send(String path, String fields) {
    String limit = fields.contains("max_") ? "" : ", \"max_tokens\": 2";
    return given()
        .header("Authorization", "Bearer " + tenant.key())
        .contentType(ContentType.JSON)
        .body("{\"model\": \"%s\", %s%s}".formatted(TinyBase.NAME, fields, limit))
        .post(path);
  }
}
