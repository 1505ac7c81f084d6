package io.milora.engine.bench.moelora;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.text.Example;
import io.milora.engine.torch.TorchProgram;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.SharedBase;
import io.milora.engine.train.TrainedParameters;
import io.milora.engine.train.Trainer;
import io.milora.engine.train.TrainingListener;
import io.milora.model.MethodSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains MOELoRA by the product's loop: the same batches, frozen weights, losses and optimiser;
 * only the program that adds experts to a module's output is another. There is no balancing loss.
 * Runs may go on in several threads at once.
 */
public final class MoeLoraTrainer implements AutoCloseable {
  /** The product's programs with another way to add pairs. */
  private static final String[] PROGRAM = {
    "llama.py", "/io/milora/engine/bench/moelora/moelora.py", "router.py", "train.py"
  };

  private final LlamaConfig config;
  private final Trainer trainer;
  private final TorchProgram program;

  /** As the product's outcome, with this method's adapter. */
  public record Outcome(MoeLoraAdapter adapter, int steps, double bestDevLoss, boolean stopped) {}

  /**
   * A trainer on shared weights, which stay loaded when it is closed.
   *
   * @param threads of one operation, 1 or more
   */
  public MoeLoraTrainer(SharedBase base, int threads) {
    config = base.config();
    trainer = base.trainer(threads);
    program = base.program(PROGRAM);
  }

  /**
   * Runs as {@link Trainer#train} does, with the same guarantees and errors.
   *
   * @param train rows to learn from, at least one
   * @param dev rows to measure with; may be empty
   * @param resume where to go on, or null to begin
   */
  public Outcome train(
      MoeLoraSettings method,
      TrainingSettings settings,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    MoeLoraLayout layout = new MoeLoraLayout(method, config);
    TrainingPlan plan = new TrainingPlan(new MethodSettings.Lora(method.lora()), settings);
    TrainedParameters trained = trainer.train(program, layout, plan, train, dev, resume, listener);
    return new Outcome(
        layout.adapter(trained.values()),
        trained.steps(),
        trained.bestDevLoss(),
        trained.stopped());
  }

  /** How many numbers a method's adapter has, with its routers. */
  public static long parameters(MoeLoraSettings method, LlamaConfig base) {
    return new MoeLoraLayout(method, base).size();
  }

  @Override
  public void close() {
    program.close();
    trainer.close();
  }
}
