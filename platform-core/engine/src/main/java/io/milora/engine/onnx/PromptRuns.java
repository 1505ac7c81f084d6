package io.milora.engine.onnx;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.PairSet;
import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.model.DomainSelect;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Prompts, one at a time, through the graph and its routers into a slot's keys and values.
 *
 * <p>A Mixture-of-LoRAs that votes takes a second run with the winner's pairs alone, unless all
 * layers agreed in the first one.
 */
final class PromptRuns implements AutoCloseable {
  private static final int LOG_PROBABILITIES = 0;
  private static final int PROBABILITIES = 1;
  private static final int GATES = 2;

  private final LlamaConfig config;
  private final OnnxSession session;
  private final NativeTensors rotary;
  private final NativeTensors idle;
  private final PromptPairs pairs;

  PromptRuns(
      LlamaConfig config,
      Gating gating,
      OnnxSession session,
      NativeTensors rotary,
      NativeTensors idle) {
    this.config = config;
    this.session = session;
    this.rotary = rotary;
    this.idle = idle;
    this.pairs = new PromptPairs(config, gating);
  }

  /**
   * A prompt and where its keys and values go.
   *
   * @param promptLength how many of the tokens the routers see
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier, compared nowhere
  record Prompt(int[] tokens, int promptLength, LogitRows rows, KeyValueCache.Binding cache) {}

  /** What a run gave; routes as {@link GraphPorts#ROUTES}, row-major. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier, compared nowhere
  private record Result(float[][] logits, float[][][] routes) {
    /** [L][E]. */
    float[][] row(int row) {
      return Arrays.stream(routes).map(layer -> layer[row]).toArray(float[][]::new);
    }
  }

  Prefill run(Prompt prompt, Adapter adapter) {
    return switch (adapter) {
      case BareBase bare -> unrouted(prompt, bare);
      case LoraAdapter lora -> unrouted(prompt, lora);
      case MiLoraAdapter milora -> routed(prompt, milora);
      case MoaAdapter mixture -> mixed(prompt, mixture);
    };
  }

  private <A extends Adapter & PairSet> Prefill unrouted(Prompt prompt, A adapter) {
    Result result = run(prompt, adapter, List.of(adapter), idle, 1);
    return new Prefill(RoutePlan.of(adapter, config.layers()), result.logits());
  }

  private Prefill routed(Prompt prompt, MiLoraAdapter adapter) {
    try (NativeTensors routers =
        RouterInputs.of(config, adapter, prompt.tokens().length, prompt.promptLength())) {
      Result result = run(prompt, adapter, List.of(adapter), routers, Projection.COUNT);
      return new Prefill(
          new RoutePlan(result.row(GATES), result.row(PROBABILITIES)), result.logits());
    }
  }

  private Prefill mixed(Prompt prompt, MoaAdapter adapter) {
    List<PairSet> experts = adapter.experts().stream().map(this::completed).toList();
    try (NativeTensors routers =
        RouterInputs.of(config, adapter, prompt.tokens().length, prompt.promptLength())) {
      Result result = run(prompt, adapter, experts, routers, experts.size());
      int[] used = Arrays.stream(result.row(GATES)).mapToInt(PromptRuns::firstOn).toArray();
      DomainRoute own =
          new DomainRoute(adapter.settings().domains(), result.row(LOG_PROBABILITIES), used);
      int winner = own.vote();
      if (adapter.settings().select() == DomainSelect.PER_LAYER || own.unanimousFor(winner)) {
        return new Prefill(RoutePlan.of(adapter, own), result.logits());
      }
      Prefill voted = unrouted(prompt, adapter.experts().get(winner));
      return new Prefill(RoutePlan.of(adapter, own.voted()), voted.logits());
    }
  }

  private static int firstOn(float[] gates) {
    int first = 0;
    while (first < gates.length - 1 && gates[first] == 0) {
      first++;
    }
    return first;
  }

  /** With pairs of zeros where an expert has none: every expert's pairs have the same places. */
  private PairSet completed(LoraAdapter expert) {
    return new PairSet() {
      @Override
      public float scale() {
        return expert.scale();
      }

      @Override
      public LowRankPair pair(int layer, Projection projection) {
        LowRankPair pair = expert.pair(layer, projection);
        int in = config.in(projection);
        int out = config.out(projection);
        return pair == null ? new LowRankPair(in, 1, out, new float[in], new float[out]) : pair;
      }
    };
  }

  private Result run(
      Prompt prompt,
      Adapter adapter,
      List<? extends PairSet> sets,
      NativeTensors routers,
      int experts) {
    int length = prompt.tokens().length;
    try (NativeTensors run = NativeTensors.ofThisThread();
        NativeTensors results = NativeTensors.ofThisThread();
        NativeTensors places = pairs.places(sets, length)) {
      LongBuffer tokens = run.longs(GraphPorts.TOKENS, 1, length);
      for (int token : prompt.tokens()) {
        tokens.put(token);
      }
      run.integers(GraphPorts.LAST_POSITIONS, 1).put(0, length - 1);
      run.integers(GraphPorts.TOTAL_LENGTH).put(0, length);
      int first = prompt.rows().first(length, prompt.promptLength());
      LongBuffer wanted = run.longs(GraphPorts.LOGIT_ROWS, length - first);
      for (int row = first; row < length; row++) {
        wanted.put(row);
      }
      FloatBuffer logits = results.floats(GraphPorts.LOGITS, length - first, config.vocabulary());
      FloatBuffer routes =
          results.floats(GraphPorts.ROUTES, config.layers(), GraphPorts.ROUTE_ROWS, experts);
      session.run(
          List.of(
              run, places, pairs.matrices(adapter, sets), rotary, prompt.cache().past(), routers),
          List.of(results, prompt.cache().present()));
      float[][] values = new float[length - first][config.vocabulary()];
      float[][][] decisions = new float[config.layers()][GraphPorts.ROUTE_ROWS][experts];
      for (float[] row : values) {
        logits.get(row);
      }
      for (float[][] layer : decisions) {
        for (float[] row : layer) {
          routes.get(row);
        }
      }
      return new Result(values, decisions);
    }
  }

  @Override
  public void close() {
    pairs.close();
  }
}
