package io.milora.engine.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.engine.testing.Golden;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class LlamaConfigReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void bothSpellingsOfRotaryScalingMeanTheSame() {
    LlamaConfig older =
        LlamaConfigReader.read("c", Golden.json("tiny-llama-untied/config.json"), null);
    LlamaConfig newer =
        LlamaConfigReader.read(
            "c", Golden.json("tiny-llama-untied/config-rope-parameters.json"), null);
    assertThat(older).isEqualTo(newer);
    assertThat(older)
        .isEqualTo(
            new LlamaConfig(
                64,
                160,
                2,
                4,
                2,
                16,
                320,
                1e-5,
                false,
                false,
                false,
                500_000,
                new RopeScaling(8, 1, 4, 64),
                512,
                List.of(2)));
  }

  @Test
  void absentFieldsHaveTheDefaultsOfTheArchitecture() {
    LlamaConfig llama = read(minimal("llama"));
    assertThat(llama.headDim()).isEqualTo(16);
    assertThat(llama.kvHeads()).isEqualTo(8);
    assertThat(llama.rmsNormEps()).isEqualTo(1e-6);
    assertThat(llama.ropeTheta()).isEqualTo(10_000);
    assertThat(llama.maxPositions()).isEqualTo(2048);
    assertThat(llama.tiedHead()).isFalse();
    assertThat(llama.endTokens()).isEmpty();
    LlamaConfig qwen = read(minimal("qwen2").put("num_key_value_heads", 2));
    assertThat(qwen.attentionBias()).isTrue();
    assertThat(qwen.outputBias()).isFalse();
  }

  @Test
  void attentionBiasOfLlamaCoversTheOutputToo() {
    LlamaConfig config = read(minimal("llama").put("attention_bias", true));
    assertThat(config.attentionBias()).isTrue();
    assertThat(config.outputBias()).isTrue();
  }

  @Test
  void endTokensAreANumberOrAListAndGenerationWins() {
    ObjectNode config = minimal("llama");
    config.putArray("eos_token_id").add(5).add(3);
    assertThat(read(config).endTokens()).containsExactly(5, 3);
    ObjectNode generation = JSON.createObjectNode();
    generation.putArray("eos_token_id").add(7).add(5);
    assertThat(LlamaConfigReader.read("c", config, generation).endTokens()).containsExactly(7, 5);
  }

  @Test
  void everythingThatIsNotServedIsRefusedByNameAtOnce() throws JsonProcessingException {
    ObjectNode config = minimal("llama");
    config.put("hidden_act", "gelu").put("mlp_bias", true).put("eos_token_id", 999);
    config.put("num_key_value_heads", 3).remove("intermediate_size");
    config.set("rope_scaling", JSON.readTree("{\"rope_type\":\"yarn\",\"factor\":4}"));
    assertThatThrownBy(() -> read(config))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::param)
                    .containsExactlyInAnyOrder(
                        "hidden_act",
                        "mlp_bias",
                        "eos_token_id",
                        "num_key_value_heads",
                        "intermediate_size",
                        "rope_type"))
        .hasMessageContaining("gelu")
        .hasMessageContaining("yarn");
  }

  @Test
  void unknownArchitecturesAreRefused() {
    assertThatThrownBy(() -> read(minimal("mamba"))).hasMessageContaining("mamba");
    ObjectNode config = minimal("llama");
    config.putArray("architectures").add("SmolLM3ForCausalLM");
    assertThatThrownBy(() -> read(config)).hasMessageContaining("SmolLM3ForCausalLM");
  }

  @Test
  void aSlidingWindowIsRefusedOnlyWhereItIsInForce() {
    ObjectNode mistral = minimal("mistral").put("max_position_embeddings", 8192);
    assertThatThrownBy(() -> read(mistral)).hasMessageContaining("sliding_window is 4096");
    assertThat(read(mistral.deepCopy().putNull("sliding_window")).maxPositions()).isEqualTo(8192);
    assertThat(read(mistral.deepCopy().put("sliding_window", 8192)).maxPositions()).isEqualTo(8192);
    ObjectNode qwen = minimal("qwen2").put("num_key_value_heads", 2).put("sliding_window", 64);
    assertThat(read(qwen).maxPositions()).isEqualTo(32_768);
    assertThatThrownBy(() -> read(qwen.put("use_sliding_window", true)))
        .hasMessageContaining("sliding_window is 64");
  }

  private static LlamaConfig read(ObjectNode config) {
    return LlamaConfigReader.read("c", config, null);
  }

  private static ObjectNode minimal(String modelType) {
    return JSON.createObjectNode()
        .put("model_type", modelType)
        .put("hidden_size", 128)
        .put("intermediate_size", 160)
        .put("num_hidden_layers", 2)
        .put("num_attention_heads", 8)
        .put("vocab_size", 320);
  }
}
