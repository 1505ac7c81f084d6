package io.milora.engine.base;

import io.milora.adapters.BaseHashes;
import io.milora.engine.text.ChatTemplate;
import io.milora.engine.text.ExampleEncoder;
import io.milora.engine.text.GgufTokenizer;
import io.milora.engine.text.Tokenizer;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A base model on the disk: its shape, its memory-mapped weights, and what turns text into tokens.
 * Thread-safe; owns the mapping and the tokenizer.
 */
public final class BaseModel implements AutoCloseable {
  private final LlamaConfig config;
  private final WeightSource weights;
  private final Set<Path> files;
  private final @Nullable Tokenizer tokenizer;
  private final @Nullable ChatTemplate chatTemplate;
  private @Nullable BaseHashes hashes;

  private BaseModel(
      LlamaConfig config,
      WeightSource weights,
      Set<Path> files,
      @Nullable Tokenizer tokenizer,
      @Nullable ChatTemplate chatTemplate) {
    this.config = config;
    this.weights = weights;
    this.files = files;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
  }

  /**
   * Opens a model and checks that every tensor is there and fits.
   *
   * @param path a Hugging Face folder ({@code config.json}, safetensors, and optionally {@code
   *     tokenizer.json} and {@code tokenizer_config.json}), a GGUF file, or a folder with one
   * @throws InvalidInputException with everything that is missing, broken or not supported
   */
  public static BaseModel open(Path path) {
    if (!Files.exists(path)) {
      throw new InvalidInputException(Problem.brokenFile(path, "no such file or folder."));
    }
    if (Files.isRegularFile(path)) {
      return openGguf(path);
    }
    if (Files.exists(path.resolve("config.json"))) {
      return openFolder(path);
    }
    List<Path> candidates = ggufFiles(path);
    if (candidates.size() != 1) {
      throw new InvalidInputException(
          Problem.brokenFile(
              path,
              "holds no config.json and %d .gguf files; allowed: a Hugging Face folder, or one .gguf."
                  .formatted(candidates.size())));
    }
    return openGguf(candidates.getFirst());
  }

  private static List<Path> ggufFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".gguf")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  private static BaseModel openFolder(Path folder) {
    LlamaConfig config = LlamaConfigReader.read(folder);
    SafetensorsFolder weights = SafetensorsFolder.open(folder);
    try {
      BaseTensors.check(config, weights);
      TextFiles text = TextFiles.read(folder);
      Set<Path> files = weights.paths();
      files.add(folder.resolve("config.json"));
      return new BaseModel(
          text.endToken().map(config::withFirstEndToken).orElse(config),
          weights,
          files,
          text.tokenizer(),
          text.chatTemplate());
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static BaseModel openGguf(Path path) {
    GgufFile file = GgufFile.open(path);
    try {
      LlamaConfig config = GgufConfig.read(file);
      WeightSource weights = new GgufWeights(file, config);
      BaseTensors.check(config, weights);
      ChatTemplate template = GgufConfig.chatTemplate(file);
      Tokenizer tokenizer =
          GgufTokenizer.isIn(file.metadata())
              ? Tokenizer.parse(
                  GgufTokenizer.json(file.metadata(), path.toString()), path.toString())
              : null;
      return new BaseModel(config, weights, Set.of(path), tokenizer, template);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  public LlamaConfig config() {
    return config;
  }

  /** The weights, until the model is closed. */
  public WeightSource weights() {
    return weights;
  }

  /** Empty for a model that brings no tokenizer. */
  public Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /** Empty for a model that brings no chat template. */
  public Optional<ChatTemplate> chatTemplate() {
    return Optional.ofNullable(chatTemplate);
  }

  /**
   * What encodes prompts and training rows.
   *
   * @throws InvalidInputException if the model brings no tokenizer, chat template or end token
   */
  public ExampleEncoder encoder() {
    if (tokenizer == null || chatTemplate == null || config.endTokens().isEmpty()) {
      throw new InvalidInputException(
          new Problem(
              null,
              "missing_tokenizer",
              "The base model lacks one of tokenizer, chat template and end token; all are needed."));
    }
    return new ExampleEncoder(tokenizer, chatTemplate, config.endTokens().getFirst());
  }

  /** The model's identity; the first call reads all weights. */
  public synchronized BaseHashes hashes() {
    if (hashes == null) {
      ContentHash text = tokenizer == null ? null : tokenizer.hash();
      ContentHash template = chatTemplate == null ? null : chatTemplate.hash();
      hashes = new BaseHashes(FileHashes.of(files), text, template);
    }
    return hashes;
  }

  @Override
  public void close() {
    weights.close();
    if (tokenizer != null) {
      tokenizer.close();
    }
  }
}
