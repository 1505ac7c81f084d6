package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The Llama-family architectures that are served; they differ in defaults and biases. */
enum Architecture {
  /** Llama 1 to 3, SmolLM and SmolLM2, and whatever says it is one. */
  LLAMA("llama", "LlamaForCausalLM", 2048),
  MISTRAL("mistral", "MistralForCausalLM", 131_072),
  /** q, k and v always have a bias, o never. */
  QWEN2("qwen2", "Qwen2ForCausalLM", 32_768);

  private static final String ALLOWED = "llama, mistral, qwen2";

  private final String modelType;
  private final String className;
  private final int maxPositions;

  Architecture(String modelType, String className, int maxPositions) {
    this.modelType = modelType;
    this.className = className;
    this.maxPositions = maxPositions;
  }

  /** By {@code model_type}, and {@code architectures} where that is there; refuses others. */
  static Architecture of(ConfigFields fields) {
    List<String> classes = fields.get("architectures").valueStream().map(JsonNode::asText).toList();
    Optional<Architecture> byClass =
        Arrays.stream(values()).filter(a -> classes.contains(a.className)).findFirst();
    Optional<Architecture> byType =
        Arrays.stream(values())
            .filter(a -> a.modelType.equals(fields.text("model_type", "")))
            .findFirst();
    if (!classes.isEmpty() && byClass.isEmpty()) {
      fields.refuse(
          "architectures", classes, "LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM");
    }
    if (fields.has("model_type") ? byType.isEmpty() : classes.isEmpty()) {
      fields.refuse("model_type", fields.get("model_type"), ALLOWED);
    }
    if (byClass.isPresent() && byType.isPresent() && !byClass.equals(byType)) {
      fields.refuse("architectures", classes, "the class of model_type " + byType.get().modelType);
    }
    return byType.or(() -> byClass).orElse(LLAMA);
  }

  /** Key-value heads where the file does not say. */
  int kvHeads(int heads) {
    return switch (this) {
      case LLAMA -> heads;
      case MISTRAL -> 8;
      case QWEN2 -> 32;
    };
  }

  /** Longest context where the file does not say, tokens. */
  int maxPositions() {
    return maxPositions;
  }
}
