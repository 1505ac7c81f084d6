package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.milora.engine.text.ChatTemplate;
import io.milora.engine.text.Tokenizer;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Hugging Face folder says about text.
 *
 * @param tokenizer null where there is no {@code tokenizer.json}
 * @param chatTemplate null where there is none
 * @param endToken id of {@code tokenizer_config.json}'s {@code eos_token}; chat models end their
 *     turns with it
 */
record TextFiles(
    @Nullable Tokenizer tokenizer,
    @Nullable ChatTemplate chatTemplate,
    Optional<Integer> endToken) {

  private static final List<String> SPECIAL =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");

  static TextFiles read(Path folder) {
    Path tokenizerConfig = folder.resolve("tokenizer_config.json");
    JsonNode config =
        Files.exists(tokenizerConfig)
            ? LlamaConfigReader.tree(tokenizerConfig)
            : MissingNode.getInstance();
    Map<String, String> special = specialTokens(config);
    ChatTemplate template = template(folder, config, special);
    Path tokenizerJson = folder.resolve("tokenizer.json");
    if (!Files.exists(tokenizerJson)) {
      return new TextFiles(null, template, Optional.empty());
    }
    Tokenizer tokenizer = Tokenizer.read(tokenizerJson);
    return new TextFiles(tokenizer, template, endToken(tokenizer, special.get("eos_token")));
  }

  private static Map<String, String> specialTokens(JsonNode config) {
    Map<String, String> tokens = new HashMap<>();
    for (String name : SPECIAL) {
      JsonNode token = config.path(name);
      String content = token.isObject() ? token.path("content").asText() : token.asText("");
      if (config.hasNonNull(name)) {
        tokens.put(name, content);
      }
    }
    return tokens;
  }

  private static Optional<Integer> endToken(Tokenizer tokenizer, @Nullable String text) {
    int[] ids = text == null ? new int[0] : tokenizer.encode(text);
    return ids.length == 1 ? Optional.of(ids[0]) : Optional.empty();
  }

  private static @Nullable ChatTemplate template(
      Path folder, JsonNode config, Map<String, String> special) {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      try {
        return new ChatTemplate(Files.readString(file), special);
      } catch (IOException e) {
        throw new InvalidInputException(
            Problem.brokenFile(file, "cannot be read: " + e.getMessage()));
      }
    }
    JsonNode template = config.path("chat_template");
    for (JsonNode named : template.isArray() ? template : List.<JsonNode>of()) {
      if (named.path("name").asText().equals("default")) {
        template = named.path("template");
      }
    }
    return template.isTextual() ? new ChatTemplate(template.asText(), special) : null;
  }
}
