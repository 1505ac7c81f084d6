package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.engine.text.ChatTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says a GGUF file's metadata in the words of a Hugging Face {@code config.json}. */
final class GgufConfig {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("embedding_length", "hidden_size"),
          Map.entry("feed_forward_length", "intermediate_size"),
          Map.entry("block_count", "num_hidden_layers"),
          Map.entry("attention.head_count", "num_attention_heads"),
          Map.entry("attention.head_count_kv", "num_key_value_heads"),
          Map.entry("attention.key_length", "head_dim"),
          Map.entry("attention.layer_norm_rms_epsilon", "rms_norm_eps"),
          Map.entry("attention.sliding_window", "sliding_window"),
          Map.entry("rope.freq_base", "rope_theta"),
          Map.entry("context_length", "max_position_embeddings"),
          Map.entry("vocab_size", "vocab_size"),
          Map.entry("expert_count", "num_experts"));

  private static final Map<String, String> SPECIAL_TOKENS =
      Map.of(
          "tokenizer.ggml.bos_token_id", "bos_token",
          "tokenizer.ggml.eos_token_id", "eos_token",
          "tokenizer.ggml.unknown_token_id", "unk_token",
          "tokenizer.ggml.padding_token_id", "pad_token");

  private GgufConfig() {}

  /** The configuration of a file. */
  static LlamaConfig read(GgufFile file) {
    return LlamaConfigReader.read(file.path().toString(), json(file), null);
  }

  /** The chat template, with the special tokens it may name; null where the file has none. */
  static @Nullable ChatTemplate chatTemplate(GgufFile file) {
    Map<String, Object> metadata = file.metadata();
    if (!(metadata.get("tokenizer.chat_template") instanceof String source)) {
      return null;
    }
    Map<String, String> special = new HashMap<>();
    if (metadata.get("tokenizer.ggml.tokens") instanceof List<?> tokens) {
      SPECIAL_TOKENS.forEach(
          (key, name) -> {
            if (metadata.get(key) instanceof Long id && id >= 0 && id < tokens.size()) {
              special.put(name, (String) tokens.get(id.intValue()));
            }
          });
    }
    return new ChatTemplate(source, special);
  }

  private static JsonNode json(GgufFile file) {
    Map<String, Object> metadata = file.metadata();
    String architecture = String.valueOf(metadata.get("general.architecture"));
    ObjectNode json = JSON.createObjectNode().put("model_type", architecture);
    NAMES.forEach((key, name) -> put(json, name, metadata.get(architecture + "." + key)));
    if (json.path("num_experts").asInt(0) == 0) {
      json.remove("num_experts");
    }
    if (json.has("sliding_window")) {
      json.put("use_sliding_window", true);
    }
    if (!json.has("vocab_size")
        && metadata.get("tokenizer.ggml.tokens") instanceof List<?> tokens) {
      json.put("vocab_size", tokens.size());
    }
    rope(json, metadata, architecture);
    json.put("tie_word_embeddings", !file.tensors().containsKey("output.weight"));
    json.put("attention_bias", file.tensors().containsKey("blk.0.attn_q.bias"));
    json.put("attention_output_bias", file.tensors().containsKey("blk.0.attn_output.bias"));
    endTokens(json, metadata);
    return json;
  }

  private static void rope(ObjectNode json, Map<String, Object> metadata, String architecture) {
    if (metadata.get(architecture + ".rope.scaling.type") instanceof String type) {
      json.putObject("rope_scaling").put("rope_type", type);
    }
    long headDim =
        json.path("head_dim")
            .asLong(
                json.path("hidden_size").asLong()
                    / Math.max(1, json.path("num_attention_heads").asLong()));
    Object rotated = metadata.get(architecture + ".rope.dimension_count");
    if (rotated instanceof Long dimensions && dimensions != headDim) {
      json.put("partial_rotary_factor", (double) dimensions / headDim);
    }
  }

  private static void endTokens(ObjectNode json, Map<String, Object> metadata) {
    for (String key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id")) {
      if (metadata.get(key) instanceof Long id) {
        json.withArrayProperty("eos_token_id").add(id.intValue());
      }
    }
  }

  /** A float32 of the file means the decimal it was rounded from: 1e-5, not 9.99999974e-6. */
  private static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value instanceof Float number) {
      json.put(name, Double.parseDouble(number.toString()));
    } else if (value != null) {
      json.set(name, JSON.valueToTree(value));
    }
  }
}
