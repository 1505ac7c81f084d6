package io.milora.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Text to token ids and back, as a {@code tokenizer.json} of Hugging Face's tokenizers says.
 * Thread-safe. Owns native memory: close it.
 */
public final class Tokenizer implements AutoCloseable {
  /** Without these DJL cuts texts at 512 tokens and adds special tokens. */
  private static final Map<String, String> PLAIN =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final ContentHash hash;

  private Tokenizer(HuggingFaceTokenizer tokenizer, ContentHash hash) {
    this.tokenizer = tokenizer;
    this.hash = hash;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws InvalidInputException if the file is missing or broken
   */
  public static Tokenizer read(Path tokenizerJson) {
    try {
      return parse(Files.readAllBytes(tokenizerJson), tokenizerJson.toString());
    } catch (IOException e) {
      throw broken(tokenizerJson.toString(), e);
    }
  }

  /**
   * Makes a tokenizer of the content of a {@code tokenizer.json}.
   *
   * @param origin names it in messages
   * @throws InvalidInputException if it is broken
   */
  public static Tokenizer parse(byte[] tokenizerJson, String origin) {
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizerJson), PLAIN),
          ContentHash.sha256(tokenizerJson));
    } catch (IOException | RuntimeException e) {
      throw broken(origin, e);
    }
  }

  private static InvalidInputException broken(String origin, Exception cause) {
    InvalidInputException broken =
        new InvalidInputException(
            new Problem(
                "tokenizer.json",
                "invalid_tokenizer",
                "Cannot read the tokenizer " + origin + ": " + cause.getMessage()));
    broken.initCause(cause);
    return broken;
  }

  /** Token ids of a text. Special tokens in the text are recognised, none are added. */
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text, false, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * The text of token ids. Bytes that are no complete character become U+FFFD.
   *
   * @param skipSpecial whether special tokens are left out
   */
  public String decode(int[] ids, boolean skipSpecial) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
  }

  /** SHA-256 of the {@code tokenizer.json}. */
  public ContentHash hash() {
    return hash;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
