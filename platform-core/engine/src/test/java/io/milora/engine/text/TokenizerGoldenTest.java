package io.milora.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import io.milora.model.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TokenizerGoldenTest {
  @Test
  void textsBecomeTheReferenceIdsAndBack() {
    try (Tokenizer tokenizer = Tokenizer.read(Golden.path("tiny-llama/tokenizer.json"))) {
      for (JsonNode text : Golden.json("tokenization.json").get("texts")) {
        int[] ids = Golden.ints(text.get("ids"));
        assertThat(tokenizer.encode(text.get("text").asText())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(text.get("decoded").asText());
        assertThat(tokenizer.decode(ids, true))
            .isEqualTo(text.get("decoded_without_special").asText());
      }
    }
  }

  @Test
  void longTextsAreNotCut() {
    try (Tokenizer tokenizer = Tokenizer.read(Golden.path("tiny-llama/tokenizer.json"))) {
      assertThat(tokenizer.encode("7".repeat(5000))).hasSize(5000);
    }
  }

  @Test
  void brokenAndMissingFilesAreNamed() {
    assertThatThrownBy(() -> Tokenizer.parse("{}".getBytes(StandardCharsets.UTF_8), "x.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("x.json");
    assertThatThrownBy(() -> Tokenizer.read(Path.of("absent", "tokenizer.json")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("absent");
  }
}
