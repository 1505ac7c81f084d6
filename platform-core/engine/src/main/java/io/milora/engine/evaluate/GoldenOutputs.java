package io.milora.engine.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.adapters.AdapterFiles;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import io.milora.model.Problem;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a model says greedily to some prompts, recorded where it was published. A process with the
 * same engine has to get the same tokens; if not, weights, graph or library are not what they seem.
 *
 * @param build of the engine that recorded them
 * @param precision of its linear modules
 * @param continuations at least one
 */
public record GoldenOutputs(String build, Precision precision, List<Continuation> continuations) {
  private static final int TOKENS = 16;

  /** As many tokens in a row are no chance, and each costs somebody who waits some 2 ms. */
  private static final int QUICK = 8;

  /** Fixed, so that nothing of a tenant's rows is kept, and short, so that loading stays fast. */
  private static final List<String> PROMPTS =
      List.of(
          "The answer is", "Write one sentence about water.", "Question: What is new?\nAnswer:");

  /** Tokens of a slot that suffice for recording and checking. */
  public static final int CAPACITY = 64;

  /** Below this lead, in logits, of the best token over the second it is as good as a toss. */
  private static final float LEAD = 0.05f;

  /**
   * A prompt and what follows.
   *
   * @param prompt token ids
   * @param tokens that follow, at most 16; fewer if the best token's lead was too small to be
   *     relied upon, or if one of the first eight is another where all are read in one pass: the
   *     same pass gives the same tokens wherever the adapter is checked
   */
  public record Continuation(List<Integer> prompt, List<Integer> tokens) {
    public Continuation {
      prompt = List.copyOf(prompt);
      tokens = List.copyOf(tokens);
    }
  }

  public GoldenOutputs {
    continuations = List.copyOf(continuations);
  }

  /**
   * Records what a model says to fixed prompts.
   *
   * @param engine whose slots hold {@link #CAPACITY} tokens
   * @param tokenizer from text to token ids
   */
  public static GoldenOutputs record(
      ServingEngine engine, Adapter adapter, Function<String, int[]> tokenizer) {
    List<Continuation> continuations =
        PROMPTS.stream()
            .map(prompt -> continuation(engine, adapter, tokenizer.apply(prompt)))
            .toList();
    EngineIdentity identity = engine.identity();
    return new GoldenOutputs(identity.build(), identity.precision(), continuations);
  }

  /** Writes them into an adapter's folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(AdapterFiles.GOLDEN_OUTPUTS), MiloraJson.write(this) + "\n");
  }

  /**
   * Those in an adapter's folder; empty if none were recorded.
   *
   * @throws InvalidInputException if the file is broken
   */
  public static Optional<GoldenOutputs> read(Path folder) throws IOException {
    Path file = folder.resolve(AdapterFiles.GOLDEN_OUTPUTS);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MiloraJson.mapper().readValue(file.toFile(), GoldenOutputs.class));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(Problem.brokenFile(file, e.getOriginalMessage()));
    }
  }

  /** Whether an engine has to give the same tokens. */
  public boolean comparableWith(EngineIdentity engine) {
    return engine.equals(new EngineIdentity(build, precision));
  }

  /** What is checked where time counts: how the first prompt with a continuation goes on. */
  public Continuation quickCheck() {
    Continuation first =
        continuations.stream()
            .filter(continuation -> !continuation.tokens().isEmpty())
            .findFirst()
            .orElse(continuations.getFirst());
    int tokens = Math.min(QUICK, first.tokens().size());
    return new Continuation(first.prompt(), first.tokens().subList(0, tokens));
  }

  private static Continuation continuation(ServingEngine engine, Adapter adapter, int[] prompt) {
    List<Integer> tokens = generated(engine, adapter, prompt);
    int checked = Math.min(QUICK, tokens.size());
    int agreed = agreed(engine, adapter, prompt, tokens.subList(0, checked));
    while (agreed < checked) {
      // Sums are rounded otherwise in one pass than step by step, and decided here.
      tokens = tokens.subList(0, agreed);
      checked = agreed;
      agreed = agreed(engine, adapter, prompt, tokens);
    }
    return new Continuation(boxed(prompt), tokens);
  }

  private static List<Integer> generated(ServingEngine engine, Adapter adapter, int[] prompt) {
    int slot = 0;
    List<Integer> tokens = new ArrayList<>();
    int room = Math.min(TOKENS, engine.capacity() - prompt.length);
    try {
      float[][] logits =
          engine.prefill(slot, prompt, prompt.length, adapter, LogitRows.LAST).logits();
      while (tokens.size() < room) {
        int best = best(logits[0]);
        if (lead(logits[0], best) < LEAD) {
          break;
        }
        tokens.add(best);
        engine.decode(new int[] {slot}, new int[] {best}, logits);
      }
    } finally {
      engine.release(slot);
    }
    return tokens;
  }

  /** How many tokens are the most probable ones also where they are read, with no step at all. */
  private static int agreed(
      ServingEngine engine, Adapter adapter, int[] prompt, List<Integer> tokens) {
    if (tokens.isEmpty()) {
      return 0;
    }
    int slot = 0;
    int[] read = Arrays.copyOf(prompt, prompt.length + tokens.size() - 1);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      read[prompt.length + i] = tokens.get(i);
    }
    try {
      float[][] logits =
          engine.prefill(slot, read, prompt.length, adapter, LogitRows.RESPONSE).logits();
      int agreed = 0;
      while (agreed < tokens.size() && tokens.get(agreed) == best(logits[agreed])) {
        agreed++;
      }
      return agreed;
    } finally {
      engine.release(slot);
    }
  }

  private static List<Integer> boxed(int[] tokens) {
    return Arrays.stream(tokens).boxed().toList();
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static float lead(float[] logits, int best) {
    float second = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      second = i == best ? second : Math.max(second, logits[i]);
    }
    return logits[best] - second;
  }
}
