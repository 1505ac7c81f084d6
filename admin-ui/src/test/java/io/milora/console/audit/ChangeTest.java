package io.milora.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ChangeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void onlyFieldsThatDifferAreShown() throws JsonProcessingException {
    assertThat(
            Change.of(
                json("{\"role\":\"member\",\"name\":\"a\"}"),
                json("{\"role\":\"admin\",\"name\":\"a\"}")))
        .containsExactly(new Change("role", "member", "admin"));
  }

  @Test
  void aFieldThatIsNewOrGoneHasOneSide() throws JsonProcessingException {
    assertThat(Change.of(json("{\"expires_at\":0}"), json("{\"scopes\":[\"infer\",\"files\"]}")))
        .containsExactly(
            new Change("expires at", "1 Jan 1970, 00:00:00 Z", null),
            new Change("scopes", null, "infer, files"));
  }

  @Test
  void longNumbersAreReadable() throws JsonProcessingException {
    assertThat(Change.of(null, json("{\"storage_bytes\":2000000000}")))
        .containsExactly(new Change("storage bytes", null, "2,000,000,000"));
  }

  @Test
  void whatIsNoObjectIsShownAsItIs() throws JsonProcessingException {
    assertThat(Change.of(json("1.5"), json("2"))).containsExactly(new Change("", "1.5", "2"));
  }

  @Test
  void nothingBeforeAndAfterIsNoChange() {
    assertThat(Change.of(null, null)).isEmpty();
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }
}
