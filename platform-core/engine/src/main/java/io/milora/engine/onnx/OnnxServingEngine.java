package io.milora.engine.onnx;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.serve.VectorInstructions;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves with ONNX Runtime on the CPU. A prompt runs alone through the graph, with its routers; a
 * decoding run takes neighbouring slots together, so callers do well to fill low slots first.
 *
 * <p>A row's numbers do not depend on the other rows of a run, bit for bit, on one machine and one
 * version of ONNX Runtime.
 */
public final class OnnxServingEngine implements ServingEngine {
  private final LlamaConfig config;
  private final EngineIdentity identity;
  private final int capacity;
  private final OnnxSession session;
  private final KeyValueCache cache;
  private final NativeTensors rotary;
  private final NativeTensors idle;
  private final PromptRuns prompts;
  private final DecodePairs pairs;
  private final RecycledMemory logitMemory = new RecycledMemory();
  private final @Nullable Route[] routes;
  private final int[] lengths;

  private OnnxServingEngine(LlamaConfig config, OnnxOptions options, Gating gating, Path model) {
    this.config = config;
    this.identity =
        new EngineIdentity(
            "onnxruntime %s graph %d %s"
                .formatted(
                    OnnxSession.runtimeVersion(), LlamaGraph.VERSION, VectorInstructions.names()),
            options.precision());
    this.capacity = options.capacity();
    this.session = new OnnxSession(model, options.threads());
    this.cache = new KeyValueCache(config, options.slots(), capacity);
    this.rotary = new NativeTensors();
    int half = config.headDim() / 2;
    int positions = capacity + 1;
    RotaryTable.fill(
        config,
        positions,
        rotary.floats(GraphPorts.COSINES, positions, half),
        rotary.floats(GraphPorts.SINES, positions, half));
    this.idle = gating.idle(config);
    this.prompts = new PromptRuns(config, gating, session, rotary, idle);
    this.pairs = new DecodePairs(config, gating);
    this.routes = new @Nullable Route[options.slots()];
    this.lengths = new int[options.slots()];
  }

  /**
   * Loads a base model, writing its graph to the cache when it is served for the first time. The
   * base model may be closed afterwards.
   *
   * @throws io.milora.model.InvalidInputException if the graph cannot express the model, or the
   *     capacity exceeds its context
   */
  public static OnnxServingEngine open(BaseModel base, OnnxOptions options) {
    return open(base, options, PromptGating.INSTANCE);
  }

  /** As {@link #open(BaseModel, OnnxOptions)}, with gates of another kind than the product's. */
  public static OnnxServingEngine open(BaseModel base, OnnxOptions options, Gating gating) {
    LlamaConfig config = base.config();
    GraphLimits.check(config, options.capacity());
    Path model =
        new GraphCache(options.cacheDirectory(), OnnxSession.runtimeVersion())
            .model(base.hashes().base(), config, base.weights(), options.precision(), gating);
    return new OnnxServingEngine(config, options, gating, model);
  }

  /** Whether ONNX Runtime's operators cover a model's shape. */
  public static boolean supports(LlamaConfig config) {
    return GraphLimits.problems(config).isEmpty();
  }

  @Override
  public LlamaConfig config() {
    return config;
  }

  @Override
  public EngineIdentity identity() {
    return identity;
  }

  @Override
  public int slots() {
    return routes.length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public Prefill prefill(
      int slot, int[] tokens, int promptLength, Adapter adapter, LogitRows rows) {
    checkSlot(slot);
    checkTokens(tokens);
    checkLength(tokens.length);
    if (promptLength < 1 || promptLength > tokens.length) {
      throw new IllegalArgumentException(
          "The prompt length is %d; allowed: 1 to %d.".formatted(promptLength, tokens.length));
    }
    release(slot);
    KeyValueCache.Binding kv = cache.bind(new SlotWindow(slot, 1));
    Prefill prefill = prompts.run(new PromptRuns.Prompt(tokens, promptLength, rows, kv), adapter);
    routes[slot] = new Route(adapter, prefill.routes());
    lengths[slot] = tokens.length;
    return prefill;
  }

  @Override
  public void decode(int[] slots, int[] tokens, float[][] logits) {
    checkTokens(tokens);
    if (slots.length == 0 || slots.length != tokens.length || slots.length > logits.length) {
      throw new IllegalArgumentException(
          "%d slots, %d tokens and %d rows for logits do not belong together."
              .formatted(slots.length, tokens.length, logits.length));
    }
    int[] order = new int[routes.length];
    Arrays.fill(order, -1);
    for (int i = 0; i < slots.length; i++) {
      checkSlot(slots[i]);
      if (routes[slots[i]] == null || order[slots[i]] >= 0) {
        throw new IllegalArgumentException(
            "Slot %d holds no sequence, or is named twice.".formatted(slots[i]));
      }
      checkLength(lengths[slots[i]] + 1);
      order[slots[i]] = i;
    }
    List<SlotWindow> windows = SlotWindow.covering(Arrays.stream(slots).sorted().toArray());
    Set<SlotWindow> used = new HashSet<>(windows);
    pairs.retain(used);
    for (SlotWindow window : windows) {
      decode(window, order, tokens, logits);
    }
    for (int slot : slots) {
      lengths[slot]++;
    }
  }

  @Override
  public void copy(int from, int to) {
    checkSlot(from);
    checkSlot(to);
    if (routes[from] == null) {
      throw new IllegalArgumentException("Slot %d holds no sequence.".formatted(from));
    }
    if (from != to) {
      cache.copy(from, to, lengths[from]);
      routes[to] = routes[from];
      lengths[to] = lengths[from];
    }
  }

  @Override
  public void release(int slot) {
    checkSlot(slot);
    if (routes[slot] != null) {
      pairs.forget(slot);
    }
    routes[slot] = null;
    lengths[slot] = 0;
  }

  @Override
  public void close() {
    logitMemory.close();
    pairs.close();
    prompts.close();
    idle.close();
    rotary.close();
    cache.close();
    session.close();
  }

  /**
   * One run of a window. Slots that sit it out are computed along: a free one as a sequence of one
   * token, a busy one at the position behind its end, which its next token overwrites.
   *
   * @param order for each slot its index in tokens and logits, or -1
   */
  private void decode(SlotWindow window, int[] order, int[] tokens, float[][] logits) {
    int[] busy =
        IntStream.range(0, window.count())
            .filter(row -> order[window.first() + row] >= 0)
            .toArray();
    try (NativeTensors run = NativeTensors.ofThisThread();
        NativeTensors results = NativeTensors.ofThisThread()) {
      LongBuffer ids = run.longs(GraphPorts.TOKENS, window.count(), 1);
      IntBuffer positions = run.integers(GraphPorts.LAST_POSITIONS, window.count());
      int longest = 0;
      for (int row = 0; row < window.count(); row++) {
        int slot = window.first() + row;
        ids.put(row, order[slot] < 0 ? 0 : tokens[order[slot]]);
        positions.put(row, lengths[slot]);
        longest = Math.max(longest, lengths[slot] + 1);
      }
      run.integers(GraphPorts.TOTAL_LENGTH).put(0, longest);
      putTokens(run.longs(GraphPorts.LOGIT_ROWS, busy.length), busy);
      long size = (long) busy.length * config.vocabulary();
      logitMemory.reserve(1, size);
      FloatBuffer values = logitMemory.take(size);
      results.view(GraphPorts.LOGITS, values, busy.length, config.vocabulary());
      results.floats(GraphPorts.ROUTES, config.layers(), GraphPorts.ROUTE_ROWS, 1);
      KeyValueCache.Binding kv = cache.bind(window);
      session.run(
          List.of(run, pairs.of(window, routes), idle, rotary, kv.past()),
          List.of(results, kv.present()));
      for (int row : busy) {
        values.get(logits[order[window.first() + row]], 0, config.vocabulary());
      }
    }
  }

  private static void putTokens(LongBuffer target, int[] values) {
    for (int value : values) {
      target.put(value);
    }
  }

  private void checkSlot(int slot) {
    if (slot < 0 || slot >= routes.length) {
      throw new IllegalArgumentException(
          "Slot %d is out of range; allowed: 0 to %d.".formatted(slot, routes.length - 1));
    }
  }

  private void checkTokens(int[] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("There are no tokens; at least one is needed.");
    }
    for (int token : tokens) {
      if (token < 0 || token >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "Token %d is outside of the vocabulary; allowed: 0 to %d."
                .formatted(token, config.vocabulary() - 1));
      }
    }
  }

  private void checkLength(int length) {
    if (length > capacity) {
      throw new IllegalArgumentException(
          "A sequence of %d tokens does not fit a slot of %d.".formatted(length, capacity));
    }
  }
}
