package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several answers, beams, penalties and biases. */
@QuarkusTest
class ChoicesTest extends WorkerTest {
  private static final String TEXTS = "choices.message.content";

  @Test
  void severalAnswersDifferAndTheFirstIsTheOnlyOneOfOne() throws IOException {
    publishRouted(1);
    String one = text(chatBody("routed", "temperature", 1, "seed", 5));

    List<String> three =
        chat(chatBody("routed", "temperature", 1, "seed", 5, "n", 3))
            .then()
            .statusCode(200)
            .body("choices.index", contains(0, 1, 2))
            .extract()
            .path(TEXTS);

    assertThat(three).doesNotHaveDuplicates();
    assertThat(three.getFirst()).isEqualTo(one);
  }

  @Test
  void streamsOfSeveralAnswersGiveTheSameTexts() {
    Object[] options = {"temperature", 1, "seed", 6, "n", 3};
    List<String> whole = chat(chatBody(TinyBase.NAME, options)).then().extract().path(TEXTS);
    Map<String, Object> body = chatBody(TinyBase.NAME, options);
    body.put("stream", true);

    Map<Integer, String> texts = new TreeMap<>();
    int ends = 0;
    for (String line : chat(body).then().statusCode(200).extract().asString().split("\n\n", -1)) {
      if (line.equals("data: [DONE]")) {
        break;
      }
      JsonPath chunk = new JsonPath(line.substring("data: ".length()));
      String piece = chunk.getString("choices[0].delta.content");
      texts.merge(chunk.getInt("choices[0].index"), piece == null ? "" : piece, String::concat);
      ends += chunk.getString("choices[0].finish_reason") == null ? 0 : 1;
    }

    assertThat(texts.values()).containsExactlyElementsOf(whole);
    assertThat(ends).isEqualTo(3);
  }

  @Test
  void beamsGiveTheirBestAnswers() {
    Map<String, Object> body = chatBody(TinyBase.NAME, "beam_width", 3, "n", 2);
    body.remove("temperature");

    List<String> texts = chat(body).then().statusCode(200).extract().path(TEXTS);

    assertThat(texts).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void beamsAndWhatMeansNothingToThemAreRefusedTogether() {
    chat(chatBody(TinyBase.NAME, "beam_width", 2, "n", 3, "seed", 1, "stream", true))
        .then()
        .statusCode(400)
        .body("error.problems.param", containsInAnyOrder("n", "temperature", "seed", "stream"));
  }

  @Test
  void moreAnswersThanThereAreSlotsAreRefused() {
    chat(chatBody(TinyBase.NAME, "n", 5)).then().statusCode(400).body("error.param", equalTo("n"));
  }

  @Test
  void aBiasCanForceAToken() {
    int token = base.encoder().tokenizer().encode("a")[0];
    String text = base.encoder().tokenizer().decode(new int[] {token}, false);

    List<String> tokens =
        chat(chatBody(
                TinyBase.NAME,
                "logprobs",
                true,
                "max_tokens",
                3,
                "logit_bias",
                Map.of(String.valueOf(token), 100)))
            .then()
            .statusCode(200)
            .extract()
            .path("choices[0].logprobs.content.token");

    assertThat(tokens).containsExactly(text, text, text);
  }

  @Test
  void penaltiesKeepTokensFromComingBack() {
    Map<String, Object> body =
        chatBody(TinyBase.NAME, "logprobs", true, "max_tokens", 24, "frequency_penalty", 2);
    List<String> penalised =
        chat(body).then().statusCode(200).extract().path("choices[0].logprobs.content.token");
    body.remove("frequency_penalty");
    List<String> plain =
        chat(body).then().statusCode(200).extract().path("choices[0].logprobs.content.token");

    assertThat(penalised.stream().distinct().count())
        .isGreaterThanOrEqualTo(plain.stream().distinct().count());
  }

  @Test
  void penaltiesAndBiasesOutOfRangeAreRefusedTogether() {
    chat(chatBody(
            TinyBase.NAME,
            "presence_penalty",
            3,
            "frequency_penalty",
            -3,
            "logit_bias",
            Map.of("7", 101)))
        .then()
        .statusCode(400)
        .body("error.problems", hasSize(3))
        .body(
            "error.problems.param",
            hasItems("presence_penalty", "frequency_penalty", "logit_bias.7"));
    chat(chatBody(TinyBase.NAME, "logit_bias", Map.of("99999999", 1)))
        .then()
        .statusCode(400)
        .body("error.param", equalTo("logit_bias"));
  }
}
