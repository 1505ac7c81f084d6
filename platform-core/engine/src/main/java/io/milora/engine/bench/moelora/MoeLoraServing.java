package io.milora.engine.bench.moelora;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;

/**
 * Serves MOELoRA by the product's engine, with another graph: one whose routers run at every token.
 * Prefill, mixed batches, slots, INT8 and what is built upon them (greedy decoding, beams, the
 * batch scheduler, evaluation) are the product's own.
 *
 * <p>The product's engine knows only its own adapters; an adapter here goes by the name of its
 * uncut pairs, which {@link #add} gives. Not thread-safe.
 */
public final class MoeLoraServing implements AutoCloseable {
  private final TokenGating gating = new TokenGating();
  private final OnnxServingEngine engine;

  private MoeLoraServing(BaseModel base, OnnxOptions options) {
    engine = OnnxServingEngine.open(base, options, gating);
  }

  /**
   * Loads a base model, as {@link OnnxServingEngine#open(BaseModel, OnnxOptions)} does.
   *
   * @throws io.milora.model.InvalidInputException if the graph cannot express the model, or the
   *     capacity exceeds its context
   */
  public static MoeLoraServing open(BaseModel base, OnnxOptions options) {
    return new MoeLoraServing(base, options);
  }

  /**
   * Makes an adapter known.
   *
   * @return what to give to {@link #engine()} for it
   */
  public Adapter add(MoeLoraAdapter adapter) {
    gating.add(adapter);
    return adapter.pairs();
  }

  /** Forgets an adapter, of which no slot may hold a sequence any more. */
  public void remove(MoeLoraAdapter adapter) {
    gating.remove(adapter);
  }

  /**
   * The engine. It serves nothing but what was added, and in one batch only adapters of one rank,
   * number of experts and k; otherwise it throws {@link IllegalArgumentException}.
   */
  public ServingEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
  }
}
