package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every answer says to browsers, also one that is passed on, and what is too large. */
@QuarkusTest
class HygieneTest extends WorkerTest {
  @Test
  void everyAnswerTellsBrowsersOnceThatThereIsNothingForThem() {
    for (Response answer :
        List.of(
            chat(chatBody(TinyBase.NAME)),
            chat(chatBody(TinyBase.NAME, "stream", true)),
            given().get("/v1/models"),
            given().get("/v1/files"),
            given().get("/q/health/live"))) {
      assertThat(answer.getHeaders().getValues("x-content-type-options"))
          .containsExactly("nosniff");
      assertThat(answer.getHeaders().getValues("cache-control")).containsExactly("no-store");
      assertThat(answer.getHeaders().getValues("content-security-policy")).hasSize(1);
    }
  }

  @Test
  void pagesOfOtherOriginsAreToldNothing() {
    for (String path : List.of("/v1/chat/completions", "/v1/files")) {
      Response preflight =
          given()
              .header("Origin", "https://elsewhere.example")
              .header("Access-Control-Request-Method", "POST")
              .options(path);
      assertThat(preflight.getHeader("access-control-allow-origin")).isNull();
      assertThat(preflight.getHeader("access-control-allow-methods")).isNull();
    }
  }

  @Test
  void aBodyOfMoreThanAMegabyteIsRefusedInWords() {
    chat(chatBody(TinyBase.NAME, "metadata", "x".repeat(1 << 20)))
        .then()
        .statusCode(413)
        .body("error.code", equalTo("request_too_large"));
  }
}
