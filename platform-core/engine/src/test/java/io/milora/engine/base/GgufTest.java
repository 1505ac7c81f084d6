package io.milora.engine.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import io.milora.engine.text.Tokenizer;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Role;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tiny-llama, put into GGUF, is the same model. */
class GgufTest {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("model.embed_tokens", "token_embd"),
          Map.entry("model.norm", "output_norm"),
          Map.entry("model.layers", "blk"),
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  @TempDir private Path folder;

  @Test
  void weightsConfigurationAndTextAreThoseOfTheFolder() throws IOException {
    try (BaseModel golden = BaseModel.open(Golden.path("tiny-llama"))) {
      fixture(golden).write(folder.resolve("model.gguf"));
      try (BaseModel gguf = BaseModel.open(folder)) {
        assertThat(gguf.config()).isEqualTo(golden.config());
        assertThat(gguf.weights().names()).isEqualTo(golden.weights().names());
        for (String name : golden.weights().names()) {
          assertThat(gguf.weights().shape(name)).isEqualTo(golden.weights().shape(name));
          assertThat(values(gguf, name)).as(name).containsExactly(values(golden, name));
        }
        assertTokenizesAsTheReference(gguf.tokenizer().orElseThrow());
        List<ChatMessage> chat = List.of(new ChatMessage(Role.USER, "12 <|im_end|> Hi"));
        assertThat(gguf.encoder().prompt(chat)).isEqualTo(golden.encoder().prompt(chat));
        assertThat(gguf.hashes().chatTemplate()).isEqualTo(golden.hashes().chatTemplate());
      }
    }
  }

  @Test
  void truncatedFilesAndForeignOnesAreRefused() throws IOException {
    Path file = folder.resolve("model.gguf");
    try (BaseModel golden = BaseModel.open(Golden.path("tiny-llama"))) {
      fixture(golden).write(file);
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1000));
    assertRefused(file, "truncated");
    Files.write(file, Arrays.copyOf(whole, 200));
    assertRefused(file, "truncated");
    Files.writeString(file, "something else entirely");
    assertRefused(file, "not a GGUF file");
  }

  @Test
  void unknownTensorsAreRefused() throws IOException {
    Path file = folder.resolve("model.gguf");
    try (BaseModel golden = BaseModel.open(Golden.path("tiny-llama"))) {
      fixture(golden)
          .tensor("rope_freqs.weight", FloatTensor.of(new float[8], 8))
          .tensor("blk.0.attn_q_norm.weight", FloatTensor.of(new float[16], 16))
          .write(file);
    }
    assertRefused(file, "rope_freqs.weight is not supported");
    assertRefused(file, "blk.0.attn_q_norm.weight is not supported");
  }

  @Test
  void unknownKindsOfTokenizersAreRefusedByName() throws IOException {
    Path file = folder.resolve("model.gguf");
    try (BaseModel golden = BaseModel.open(Golden.path("tiny-llama"))) {
      fixture(golden).put("tokenizer.ggml.pre", "viking").write(file);
    }
    assertRefused(file, "tokenizer.ggml.pre viking; allowed: gpt2 with one of gpt-2, smollm");
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> BaseModel.open(file).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(why);
  }

  private static void assertTokenizesAsTheReference(Tokenizer tokenizer) {
    for (JsonNode text : Golden.json("tokenization.json").get("texts")) {
      int[] ids = Golden.ints(text.get("ids"));
      assertThat(tokenizer.encode(text.get("text").asText())).isEqualTo(ids);
      assertThat(tokenizer.decode(ids, true))
          .isEqualTo(text.get("decoded_without_special").asText());
    }
  }

  private static GgufFixture fixture(BaseModel golden) {
    LlamaConfig config = golden.config();
    GgufFixture fixture =
        new GgufFixture()
            .put("general.architecture", "llama")
            .put("llama.block_count", config.layers())
            .put("llama.context_length", config.maxPositions())
            .put("llama.embedding_length", config.hidden())
            .put("llama.feed_forward_length", config.intermediate())
            .put("llama.attention.head_count", config.heads())
            .put("llama.attention.head_count_kv", config.kvHeads())
            .put("llama.rope.freq_base", 10_000f)
            .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .put("llama.rope.dimension_count", config.headDim());
    putTokenizer(fixture);
    for (String name : golden.weights().names()) {
      float[] values = values(golden, name);
      FloatTensor tensor = new FloatTensor(golden.weights().shape(name), values);
      boolean rotary = name.contains("q_proj") || name.contains("k_proj");
      fixture.tensor(ggufName(name), rotary ? interleaved(tensor, config.headDim()) : tensor);
    }
    return fixture;
  }

  /** As llama.cpp's converter does it: a head's two halves are interleaved row by row. */
  private static FloatTensor interleaved(FloatTensor tensor, int headDim) {
    int rows = (int) tensor.shape()[0];
    int width = (int) tensor.shape()[1];
    float[] stored = new float[rows * width];
    int to = 0;
    for (int head = 0; head < rows; head += headDim) {
      for (int i = 0; i < headDim / 2; i++) {
        for (int row : new int[] {head + i, head + headDim / 2 + i}) {
          System.arraycopy(tensor.values(), row * width, stored, to, width);
          to += width;
        }
      }
    }
    return new FloatTensor(tensor.shape(), stored);
  }

  private static void putTokenizer(GgufFixture fixture) {
    JsonNode model = Golden.json("tiny-llama/tokenizer.json").get("model");
    String[] tokens = new String[model.get("vocab").size()];
    model.get("vocab").properties().forEach(e -> tokens[e.getValue().asInt()] = e.getKey());
    List<Integer> types = new ArrayList<>();
    for (int id = 0; id < tokens.length; id++) {
      types.add(id < 3 ? 3 : 1);
    }
    List<String> merges =
        model
            .get("merges")
            .valueStream()
            .map(m -> m.get(0).asText() + " " + m.get(1).asText())
            .collect(Collectors.toList());
    fixture
        .put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "smollm")
        .put("tokenizer.ggml.tokens", List.of(tokens))
        .put("tokenizer.ggml.token_type", types)
        .put("tokenizer.ggml.merges", merges)
        .put("tokenizer.ggml.eos_token_id", 2)
        .put("tokenizer.ggml.add_space_prefix", false)
        .put(
            "tokenizer.chat_template",
            Golden.json("tiny-llama/tokenizer_config.json").get("chat_template").asText());
  }

  private static String ggufName(String name) {
    String renamed = name;
    for (Map.Entry<String, String> entry : NAMES.entrySet()) {
      renamed = renamed.replace(entry.getKey() + ".", entry.getValue() + ".");
    }
    return renamed;
  }

  private static float[] values(BaseModel model, String name) {
    FloatBuffer target =
        FloatBuffer.allocate((int) MappedTensor.elements(model.weights().shape(name)));
    model.weights().read(name, target);
    return target.array();
  }
}
