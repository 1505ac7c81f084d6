package io.milora.engine.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.testing.Golden;
import io.milora.engine.text.Example;
import io.milora.model.ChatMessage;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseModelTest {
  @TempDir private Path folder;

  @Test
  void theIdentityIsTheHashOverSortedNamesAndHashes() throws IOException {
    Path golden = Golden.path("tiny-llama");
    String lines = "";
    for (String name : List.of("config.json", "model.safetensors")) {
      lines += name + " " + ContentHash.sha256(Files.readAllBytes(golden.resolve(name))) + "\n";
    }
    try (BaseModel model = BaseModel.open(golden)) {
      assertThat(model.hashes().base())
          .isEqualTo(ContentHash.sha256(lines.getBytes(StandardCharsets.UTF_8)));
      assertThat(model.hashes().tokenizer())
          .isEqualTo(ContentHash.sha256(Files.readAllBytes(golden.resolve("tokenizer.json"))));
    }
  }

  @Test
  void missingUnknownAndMisshapenTensorsAreListedTogether() throws IOException {
    Files.copy(Golden.path("tiny-llama/config.json"), folder.resolve("config.json"));
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(
            "model.norm.weight", FloatTensor.of(new float[63], 63),
            "model.extra", FloatTensor.of(new float[1], 1)),
        Map.of());
    assertThatThrownBy(() -> BaseModel.open(folder))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(1 + 4 * 9 + 2)
                    .extracting(Problem::code)
                    .contains("missing_tensor", "invalid_shape", "unknown_tensor"))
        .hasMessageContaining("model.norm.weight is [63]; the configuration asks for [64]");
  }

  @Test
  void aFolderWithoutModelSaysWhatIsAllowed() {
    assertThatThrownBy(() -> BaseModel.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a Hugging Face folder, or one .gguf");
    assertThatThrownBy(() -> BaseModel.open(folder.resolve("absent")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void aTrainingRowIsItsPromptAsServingRendersItAndAnEndedResponse() {
    try (BaseModel model = BaseModel.open(Golden.path("tiny-llama"))) {
      ChatMessage question = new ChatMessage(Role.USER, "Hello");
      Example row =
          model.encoder().chat(List.of(question, new ChatMessage(Role.ASSISTANT, "bank")));
      assertThat(row.prompt()).isEqualTo(model.encoder().prompt(List.of(question)));
      assertThat(row.response()).endsWith(2);
      assertThat(model.tokenizer().orElseThrow().decode(row.response(), true)).isEqualTo("bank");
      assertThatThrownBy(() -> model.encoder().chat(List.of(question, question)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("assistant");
    }
  }

  @Test
  void aModelWithoutTokenizerHasWeightsAllTheSame() {
    try (BaseModel model = BaseModel.open(Golden.path("tiny-llama-untied"))) {
      assertThat(model.tokenizer()).isEmpty();
      assertThat(model.hashes().tokenizer()).isNull();
      assertThat(model.weights().names()).contains("lm_head.weight");
      assertThatThrownBy(model::encoder).isInstanceOf(InvalidInputException.class);
    }
  }
}
