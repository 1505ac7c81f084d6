package io.milora.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds a {@code tokenizer.json} of the vocabulary and merges in a GGUF file's metadata. */
public final class GgufTokenizer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long CONTROL = 3;
  private static final long USER_DEFINED = 4;

  /** How text is cut before merging; GGUF knows each only by name. */
  private enum Cut {
    GPT_2("gpt-2", ""),
    /** Digits one by one, then GPT-2's cut. */
    SMOLLM("smollm", ""),
    LLAMA_3(
        "llama-bpe",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    QWEN_2(
        "qwen2",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private final String ggufName;
    private final String regex;

    Cut(String ggufName, String regex) {
      this.ggufName = ggufName;
      this.regex = regex;
    }
  }

  private GgufTokenizer() {}

  /**
   * Whether the metadata hold a vocabulary.
   *
   * @param metadata numbers as Long, Float or Double, then String, Boolean and List
   */
  public static boolean isIn(Map<String, Object> metadata) {
    return metadata.containsKey("tokenizer.ggml.tokens");
  }

  /**
   * The bytes of a {@code tokenizer.json}; equal metadata give equal bytes.
   *
   * @param origin names the file in messages
   * @throws InvalidInputException if the kind of tokenizer is not supported, or parts are missing
   */
  public static byte[] json(Map<String, Object> metadata, String origin) {
    Cut cut = cut(metadata, origin);
    List<?> tokens = list(metadata, "tokenizer.ggml.tokens", origin);
    ObjectNode json = JSON.createObjectNode().put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    addedTokens(
        json.putArray("added_tokens"), tokens, list(metadata, "tokenizer.ggml.token_type", origin));
    if (cut == Cut.QWEN_2) {
      json.putObject("normalizer").put("type", "NFC");
    } else {
      json.putNull("normalizer");
    }
    preTokenizers(
        json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers"),
        cut,
        Boolean.TRUE.equals(metadata.get("tokenizer.ggml.add_space_prefix")));
    json.putNull("post_processor");
    byteLevel(json.putObject("decoder"), true, true);
    model(json.putObject("model"), cut, tokens, list(metadata, "tokenizer.ggml.merges", origin));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes can always be written", e);
    }
  }

  private static Cut cut(Map<String, Object> metadata, String origin) {
    Object model = metadata.get("tokenizer.ggml.model");
    Object pre = metadata.get("tokenizer.ggml.pre");
    Optional<Cut> cut = Arrays.stream(Cut.values()).filter(c -> c.ggufName.equals(pre)).findFirst();
    if (!"gpt2".equals(model) || cut.isEmpty()) {
      throw new InvalidInputException(
          new Problem(
              "tokenizer.ggml.model",
              "unsupported_tokenizer",
              ("%s: tokenizer.ggml.model is %s and tokenizer.ggml.pre %s; allowed: gpt2 with one of"
                      + " %s. Use the model's Hugging Face folder with a tokenizer.json instead.")
                  .formatted(
                      origin,
                      model,
                      pre,
                      Arrays.stream(Cut.values())
                          .map(c -> c.ggufName)
                          .collect(Collectors.joining(", ")))));
    }
    return cut.get();
  }

  private static List<?> list(Map<String, Object> metadata, String key, String origin) {
    if (metadata.get(key) instanceof List<?> list) {
      return list;
    }
    throw new InvalidInputException(Problem.brokenFile(origin, key + " is missing."));
  }

  private static void addedTokens(ArrayNode added, List<?> tokens, List<?> types) {
    for (int id = 0; id < tokens.size() && id < types.size(); id++) {
      long type = types.get(id) instanceof Long t ? t : 0;
      if (type == CONTROL || type == USER_DEFINED) {
        added
            .addObject()
            .put("id", id)
            .put("content", (String) tokens.get(id))
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", type == CONTROL);
      }
    }
  }

  private static void preTokenizers(ArrayNode cuts, Cut cut, boolean prefixSpace) {
    if (cut == Cut.SMOLLM) {
      cuts.addObject().put("type", "Digits").put("individual_digits", true);
    }
    if (!cut.regex.isEmpty()) {
      ObjectNode split = cuts.addObject().put("type", "Split");
      split.putObject("pattern").put("Regex", cut.regex);
      split.put("behavior", "Isolated").put("invert", false);
    }
    byteLevel(cuts.addObject(), prefixSpace, cut.regex.isEmpty());
  }

  private static void byteLevel(ObjectNode node, boolean prefixSpace, boolean useRegex) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", prefixSpace)
        .put("trim_offsets", true)
        .put("use_regex", useRegex);
  }

  private static void model(ObjectNode model, Cut cut, List<?> tokens, List<?> merges) {
    model.put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false);
    model.put("ignore_merges", cut == Cut.LLAMA_3);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put((String) tokens.get(id), id);
    }
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(merge -> pairs.add((String) merge));
  }
}
