package io.milora.engine.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.serve.VectorInstructions;
import io.milora.model.ComputeDevice;
import io.milora.model.Precision;
import io.milora.model.Projection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Serving in plain float32: one sequence at a time, nothing packed, nothing approximated. The
 * reference that faster engines are measured against, and the engine for devices they lack.
 */
public final class TorchServingEngine implements ServingEngine {
  private final FrozenWeights weights;
  private final boolean ownsWeights;
  private final NDManager manager;
  private final TorchProgram program;
  private final int capacity;
  private final @Nullable Sequence[] sequences;
  private final RotaryTables rotary;

  /**
   * An engine over shared weights, which it does not close.
   *
   * @param slots sequences at once, 1 or more
   * @param capacity tokens of a slot, 1 to the model's longest context
   */
  public TorchServingEngine(FrozenWeights weights, int slots, int capacity) {
    this(weights, false, slots, capacity);
  }

  private TorchServingEngine(FrozenWeights weights, boolean ownsWeights, int slots, int capacity) {
    this.weights = weights;
    this.ownsWeights = ownsWeights;
    this.capacity = capacity;
    manager = weights.newManager();
    program =
        TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "serve.py", "domains.py");
    sequences = new Sequence[slots];
    rotary = RotaryTables.of(manager, weights.config(), capacity);
  }

  /** An engine with weights of its own; the base model is not needed afterwards. */
  public static TorchServingEngine open(BaseModel base, int slots, int capacity) {
    return open(base, slots, capacity, ComputeDevice.CPU);
  }

  /**
   * The same on a device.
   *
   * @throws io.milora.model.InvalidInputException if this program or this machine lacks it
   */
  public static TorchServingEngine open(
      BaseModel base, int slots, int capacity, ComputeDevice device) {
    FrozenWeights weights =
        FrozenWeights.load(
            base.config(), base.weights(), new TorchOptions(device, FrozenType.FLOAT32));
    return new TorchServingEngine(weights, true, slots, capacity);
  }

  @Override
  public LlamaConfig config() {
    return weights.config();
  }

  @Override
  public EngineIdentity identity() {
    String processor =
        switch (weights.options().device()) {
          case CPU -> VectorInstructions.names();
          case CUDA -> "cuda";
        };
    return new EngineIdentity(
        "pytorch %s %s".formatted(Torch.version(), processor), Precision.FLOAT32);
  }

  @Override
  public int slots() {
    return sequences.length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public Prefill prefill(
      int slot, int[] tokens, int promptLength, Adapter adapter, LogitRows rows) {
    checkSlot(slot);
    checkPrompt(tokens, promptLength);
    release(slot);
    if (adapter instanceof MoaAdapter mixture) {
      int[] prompt = Arrays.copyOf(tokens, promptLength);
      DomainRoute domains = new DomainRouting(program, weights, rotary).route(mixture, prompt);
      LoraAdapter chosen = new UniformExperts(weights.config(), mixture).composed(domains.chosen());
      Prefill prefill = start(slot, tokens, promptLength, chosen, rows);
      return new Prefill(RoutePlan.of(mixture, domains), prefill.logits());
    }
    return start(slot, tokens, promptLength, adapter, rows);
  }

  private Prefill start(int slot, int[] tokens, int promptLength, Adapter adapter, LogitRows rows) {
    Sequence sequence = Sequence.start(weights, rotary, adapter, capacity);
    try (NDManager results = manager.newSubManager()) {
      NDList found =
          sequence
              .complete(
                  program
                      .call("prefill", results)
                      .with(Arrays.stream(tokens).asLongStream().toArray())
                      .with(results.arange(tokens.length).lt(promptLength).reshape(1, -1))
                      .with((long) rows.first(tokens.length, promptLength))
                      .with(Torch.floats(results, sequence.fixedGates(), 1, Projection.COUNT)))
              .run();
      sequence.keep(found.get(1), tokens.length);
      sequences[slot] = sequence;
      float[][] probabilities = sequence.routed() ? Torch.rows(found.get(2)) : null;
      return new Prefill(
          new RoutePlan(Torch.rows(found.get(1)), probabilities), Torch.rows(found.get(0)));
    } finally {
      if (sequences[slot] == null) {
        sequence.close();
      }
    }
  }

  @Override
  public void decode(int[] slots, int[] tokens, float[][] logits) {
    checkBatch(slots, tokens, logits);
    for (int i = 0; i < slots.length; i++) {
      Sequence sequence = held(slots[i]);
      try (NDManager results = manager.newSubManager()) {
        NDList found =
            sequence
                .complete(
                    program
                        .call("decode", results)
                        .with((long) tokens[i])
                        .with((long) sequence.length())
                        .with(sequence.gates()))
                .run();
        float[] row = found.get(0).toFloatArray();
        System.arraycopy(row, 0, logits[i], 0, row.length);
        sequence.advance();
      }
    }
  }

  @Override
  public void copy(int from, int to) {
    checkSlot(to);
    Sequence source = held(from);
    if (from != to) {
      release(to);
      sequences[to] = source.copy();
    }
  }

  @Override
  public void release(int slot) {
    checkSlot(slot);
    Sequence sequence = sequences[slot];
    if (sequence != null) {
      sequence.close();
      sequences[slot] = null;
    }
  }

  @Override
  public void close() {
    for (int slot = 0; slot < sequences.length; slot++) {
      release(slot);
    }
    program.close();
    manager.close();
    if (ownsWeights) {
      weights.close();
    }
  }

  private void checkSlot(int slot) {
    if (slot < 0 || slot >= sequences.length) {
      throw new IllegalArgumentException(
          "Slot %d does not exist; there are 0 to %d".formatted(slot, sequences.length - 1));
    }
  }

  private void checkPrompt(int[] tokens, int promptLength) {
    if (tokens.length == 0 || tokens.length > capacity) {
      throw new IllegalArgumentException(
          "%d tokens given; a slot takes 1 to %d".formatted(tokens.length, capacity));
    }
    if (promptLength < 1 || promptLength > tokens.length) {
      throw new IllegalArgumentException(
          "The prompt's length is %d; allowed: 1 to %d".formatted(promptLength, tokens.length));
    }
    for (int token : tokens) {
      checkToken(token);
    }
  }

  private void checkBatch(int[] slots, int[] tokens, float[][] logits) {
    if (tokens.length != slots.length || logits.length != slots.length) {
      throw new IllegalArgumentException(
          "%d slots, %d tokens and %d rows of logits were given; they must be as many"
              .formatted(slots.length, tokens.length, logits.length));
    }
    if (Arrays.stream(slots).distinct().count() != slots.length) {
      throw new IllegalArgumentException("Slots repeat in " + Arrays.toString(slots));
    }
    for (int i = 0; i < slots.length; i++) {
      checkToken(tokens[i]);
      if (held(slots[i]).length() >= capacity) {
        throw new IllegalArgumentException(
            "Slot %d is full with %d tokens".formatted(slots[i], capacity));
      }
    }
  }

  private void checkToken(int token) {
    if (token < 0 || token >= config().vocabulary()) {
      throw new IllegalArgumentException(
          "Token %d is not in the vocabulary, 0 to %d".formatted(token, config().vocabulary() - 1));
    }
  }

  private Sequence held(int slot) {
    checkSlot(slot);
    Sequence sequence = sequences[slot];
    if (sequence == null) {
      throw new IllegalArgumentException("Slot " + slot + " holds no sequence");
    }
    return sequence;
  }
}
