package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Hugging Face {@code config.json}; absent fields have the defaults of transformers.
 * Whatever would compute something else than {@link LlamaConfig} can say is refused by name, all at
 * once.
 */
final class LlamaConfigReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DEFAULT_ROPE = List.of("default", "none");

  private final ConfigFields fields;
  private final Architecture architecture;

  private LlamaConfigReader(ConfigFields fields) {
    this.fields = fields;
    this.architecture = Architecture.of(fields);
  }

  /** Reads {@code config.json} and, where there is one, {@code generation_config.json}. */
  static LlamaConfig read(Path folder) {
    Path generation = folder.resolve("generation_config.json");
    Path config = folder.resolve("config.json");
    return read(
        config.toString(), tree(config), Files.exists(generation) ? tree(generation) : null);
  }

  /**
   * Reads a configuration.
   *
   * @param origin names it in messages
   * @param generation {@code generation_config.json}; its end tokens win, as in transformers
   */
  static LlamaConfig read(String origin, JsonNode config, @Nullable JsonNode generation) {
    ConfigFields fields = new ConfigFields(origin, config);
    LlamaConfig read = new LlamaConfigReader(fields).config(generation);
    fields.throwIfRefused();
    return read;
  }

  /** A JSON object of a file. */
  static JsonNode tree(Path file) {
    try {
      JsonNode tree = JSON.readTree(file.toFile());
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (IOException e) {
      String why = Files.exists(file) ? "is no JSON: " + e.getMessage() : "no such file.";
      throw new InvalidInputException(Problem.brokenFile(file, why));
    }
    throw new InvalidInputException(Problem.brokenFile(file, "is no JSON object."));
  }

  private LlamaConfig config(@Nullable JsonNode generation) {
    refuseWhatComputesOtherwise();
    int hidden = fields.positive("hidden_size");
    int heads = fields.positive("num_attention_heads");
    int kvHeads = fields.positive("num_key_value_heads", architecture.kvHeads(heads));
    int headDim = fields.positive("head_dim", Math.max(1, hidden / heads));
    int maxPositions = fields.positive("max_position_embeddings", architecture.maxPositions());
    int vocabulary = fields.positive("vocab_size");
    checkHeads(hidden, heads, kvHeads, headDim);
    refuseSlidingWindow(maxPositions);
    boolean bias = fields.flag("attention_bias", false);
    return new LlamaConfig(
        hidden,
        fields.positive("intermediate_size"),
        fields.positive("num_hidden_layers"),
        heads,
        kvHeads,
        headDim,
        vocabulary,
        fields.number("rms_norm_eps", 1e-6),
        fields.flag("tie_word_embeddings", false),
        bias || architecture == Architecture.QWEN2,
        fields.flag("attention_output_bias", bias && architecture == Architecture.LLAMA),
        ropeTheta(),
        ropeScaling(),
        maxPositions,
        endTokens(generation, vocabulary));
  }

  private void refuseWhatComputesOtherwise() {
    fields.require("hidden_act", v -> List.of("silu", "swish").contains(v.asText()), "silu");
    for (String flag :
        List.of(
            "mlp_bias",
            "rope_interleaved",
            "use_qk_norm",
            "qk_layernorm",
            "is_encoder_decoder",
            "add_cross_attention")) {
      fields.require(flag, v -> !v.asBoolean(true), "false");
    }
    for (String factor :
        List.of(
            "partial_rotary_factor",
            "embedding_multiplier",
            "residual_multiplier",
            "logits_scaling",
            "logit_scale")) {
      fields.require(factor, v -> v.asDouble() == 1, "1");
    }
    for (String part :
        List.of(
            "quantization_config",
            "num_experts",
            "num_local_experts",
            "attention_multiplier",
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "no_rope_layers")) {
      fields.require(part, v -> false, "nothing; leave it out");
    }
    fields.require(
        "layer_types",
        types -> types.valueStream().allMatch(t -> t.asText().equals("full_attention")),
        "full_attention in every layer");
  }

  private void checkHeads(int hidden, int heads, int kvHeads, int headDim) {
    if (!fields.has("head_dim") && hidden % heads != 0) {
      fields.refuse("num_attention_heads", heads, "a divisor of hidden_size " + hidden);
    }
    if (heads % kvHeads != 0) {
      fields.refuse("num_key_value_heads", kvHeads, "a divisor of num_attention_heads " + heads);
    }
    if (headDim % 2 != 0) {
      fields.refuse("head_dim", headDim, "an even number");
    }
  }

  /** A window that no context outgrows changes nothing. */
  private void refuseSlidingWindow(int maxPositions) {
    boolean used = fields.flag("use_sliding_window", architecture == Architecture.MISTRAL);
    boolean byDefault =
        architecture == Architecture.MISTRAL && fields.get("sliding_window").isMissingNode();
    int window = byDefault ? 4096 : fields.positive("sliding_window", Integer.MAX_VALUE);
    if (used && window < maxPositions) {
      fields.refuse(
          "sliding_window",
          window,
          "null, or at least max_position_embeddings (%d): sliding windows are not served"
              .formatted(maxPositions));
    }
  }

  /** Newer files say {@code rope_parameters}, older ones {@code rope_theta} beside a scaling. */
  private double ropeTheta() {
    return fields
        .inside("rope_parameters")
        .number(
            "rope_theta",
            fields
                .inside("rope_scaling")
                .number("rope_theta", fields.number("rope_theta", 10_000)));
  }

  private @Nullable RopeScaling ropeScaling() {
    ConfigFields rope =
        fields.inside(fields.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
    rope.require("partial_rotary_factor", v -> v.asDouble() == 1, "1");
    String type = rope.text("rope_type", rope.text("type", "default"));
    if (DEFAULT_ROPE.contains(type)) {
      return null;
    }
    if (!type.equals("llama3")) {
      rope.refuse("rope_type", type, "default, llama3");
      return null;
    }
    RopeScaling scaling =
        new RopeScaling(
            rope.number("factor"),
            rope.number("low_freq_factor"),
            rope.number("high_freq_factor"),
            rope.positive("original_max_position_embeddings"));
    if (scaling.highFrequencyFactor() <= scaling.lowFrequencyFactor()) {
      rope.refuse("high_freq_factor", scaling.highFrequencyFactor(), "more than low_freq_factor");
    }
    return scaling;
  }

  private List<Integer> endTokens(@Nullable JsonNode generation, int vocabulary) {
    JsonNode given =
        generation != null && generation.hasNonNull("eos_token_id")
            ? generation.path("eos_token_id")
            : fields.get("eos_token_id");
    List<Integer> tokens = new ArrayList<>();
    for (JsonNode token : given.isArray() ? given : List.of(given)) {
      if (token.isMissingNode() || token.isNull()) {
        continue;
      }
      if (!token.isInt() || token.asInt() < 0 || token.asInt() >= vocabulary) {
        fields.refuse("eos_token_id", given, "token ids below vocab_size " + vocabulary);
        return List.of();
      }
      tokens.add(token.asInt());
    }
    return tokens.stream().distinct().toList();
  }
}
