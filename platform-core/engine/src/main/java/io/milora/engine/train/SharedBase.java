package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.torch.FrozenWeights;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchOptions;
import io.milora.engine.torch.TorchProgram;
import java.util.concurrent.Semaphore;

/**
 * A base model's frozen weights and the training program, loaded once for any number of trainers.
 * Nothing in it changes; thread-safe.
 */
public final class SharedBase implements AutoCloseable {
  private final FrozenWeights weights;
  private final NDManager manager;
  private final TorchProgram program;

  /**
   * Passes at once of all trainers: more than there are processors would not be faster, and each
   * holds its activations.
   */
  private final Semaphore passes = new Semaphore(Runtime.getRuntime().availableProcessors());

  private SharedBase(FrozenWeights weights) {
    this.weights = weights;
    manager = Torch.newManager(weights.options().device());
    program = TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "train.py");
  }

  /** Loads the weights as the reference has them; the base model is not needed afterwards. */
  public static SharedBase open(BaseModel base) {
    return open(base, TorchOptions.REFERENCE);
  }

  /**
   * Loads the weights; the base model is not needed afterwards.
   *
   * @throws io.milora.model.InvalidInputException if this program cannot compute on the device
   */
  public static SharedBase open(BaseModel base, TorchOptions options) {
    return new SharedBase(FrozenWeights.load(base.config(), base.weights(), options));
  }

  /**
   * A trainer on these weights, which need no memory again. Closing it leaves them loaded.
   *
   * @param threads that compute, 1 or more. Trainers at once need not share them out: all of a
   *     base's trainers together never compute more parts of batches at once than there are
   *     processors.
   */
  public Trainer trainer(int threads) {
    return new Trainer(this, false, threads);
  }

  /**
   * A program of these files, which the caller closes before this.
   *
   * @param files see {@link TorchProgram#load}
   */
  public TorchProgram program(String... files) {
    return TorchProgram.load(manager, files);
  }

  public LlamaConfig config() {
    return weights.config();
  }

  FrozenWeights weights() {
    return weights;
  }

  Semaphore passes() {
    return passes;
  }

  NDManager manager() {
    return manager;
  }

  TorchProgram program() {
    return program;
  }

  /** No trainer may be running any more. */
  @Override
  public void close() {
    program.close();
    manager.close();
    weights.close();
  }
}
