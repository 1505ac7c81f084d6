package io.milora.trainingworker;

import io.milora.engine.torch.FrozenType;
import io.milora.engine.torch.TorchOptions;
import io.milora.model.ComputeDevice;
import io.milora.model.Precision;
import io.milora.persistence.FairShare;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this worker works; keys start with {@code milora.training}. */
@ConfigMapping(prefix = "milora.training")
interface TrainingConfig {
  /** Whether jobs are claimed. */
  @WithDefault("true")
  boolean enabled();

  /** A worker that is silent for so long has lost its job to others. */
  @WithDefault("60s")
  Duration lease();

  /** Between two signs of life; also how soon a cancellation is seen. */
  @WithDefault("2s")
  Duration heartbeat();

  /** Between two looks at an empty queue. */
  @WithDefault("1s")
  Duration poll();

  /** Between two writes of metrics. */
  @WithDefault("1s")
  Duration flush();

  /**
   * How long a stop waits for the step that runs; a longer step is done again by the next worker.
   */
  @WithDefault("15s")
  Duration stop();

  /**
   * Jobs at once, 1 or more. They share the base model in memory and the threads; one is best for
   * the time of a single job, more for the throughput of many.
   */
  @WithDefault("1")
  int slots();

  /** Threads that compute; 0 means one for each processor. */
  @WithDefault("0")
  int threads();

  /** What training computes on: cpu or cuda. Evaluation is done on processors. */
  @WithDefault("cpu")
  ComputeDevice device();

  /** In what the frozen base is held while adapters are trained: float32 or bfloat16. */
  @WithDefault("float32")
  FrozenType frozen();

  /** In what the inference workers serve; evaluation is done in the same. */
  @WithDefault("int8")
  Precision servedPrecision();

  /** Rows that an evaluation at the end of a job answers at most, 1 or more. */
  @WithDefault("100")
  int evaluationRows();

  /** Answers that an evaluation generates at once, 1 or more. */
  @WithDefault("4")
  int evaluationSlots();

  /** Threads of one slot. */
  default int slotThreads() {
    return Math.max(1, computeThreads() / slots());
  }

  /** Trained tokens that a round gives a tenant of weight 1 when tenants wait for each other. */
  @WithDefault("50000")
  long quantum();

  /** A tenant that waits for so long goes first, whatever its weight. */
  @WithDefault("30m")
  Duration maxWait();

  /** Bytes of a job's checkpoints at most; the newest and the best are kept in any case. */
  @WithDefault("2G")
  MemorySize checkpointBudget();

  /** A job's checkpoints at most, 2 or more; the newest and the best are among them. */
  @WithDefault("10")
  int checkpointsKept();

  /** Where trainers compute, and in what their base is held. */
  default TorchOptions torch() {
    return new TorchOptions(device(), frozen());
  }

  /** How training is shared between tenants. */
  default FairShare fairShare() {
    return new FairShare(quantum(), maxWait());
  }

  /** The number of threads meant. */
  default int computeThreads() {
    return threads() > 0 ? threads() : Runtime.getRuntime().availableProcessors();
  }
}
