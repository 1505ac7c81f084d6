package io.milora.engine.bench;

import io.milora.adapters.AdapterMetadata;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.ParameterCount;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.text.Example;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingListener;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A method of the product: trained by its trainer, served by its engine.
 *
 * @param name in options, files and tables
 * @param bench whose base, trainer and engine are used
 * @param settings the method with these pairs
 */
record AdapterMethod(
    String name, ComparisonBench bench, Function<LoraSettings, MethodSettings> settings)
    implements ComparedMethod {
  /** Highest usual rate of plain LoRA. */
  private static final double LORA_RATE = 1e-3;

  @Override
  public int rankStep() {
    return 1;
  }

  @Override
  public long parameters(int rank) {
    return ParameterCount.of(method(rank), config()).total();
  }

  /** Plain LoRA is not slowed down by gates below 1: small bases' usual rate is too high for it. */
  @Override
  public double learningRate() {
    double usual = config().trainingDefaults().learningRate();
    return name.equals(MethodSettings.Lora.NAME) ? Math.min(usual, LORA_RATE) : usual;
  }

  @Override
  public TrainedModel train(
      TrainingSettings training,
      int rank,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    TrainingPlan plan = new TrainingPlan(method(rank), training);
    TrainingListener.Outcome outcome = bench.trainer().train(plan, train, dev, resume, listener);
    AdapterMetadata metadata = new AdapterMetadata(bench.name(), bench.base().hashes());
    return new TrainedModel(
        outcome.steps(),
        outcome.bestDevLoss(),
        outcome.stopped(),
        folder -> AdapterFolder.write(folder, outcome.adapter(), metadata));
  }

  @Override
  public ServedModel serve(Path folder) {
    return new ServedModel(bench.engine(), AdapterFolder.read(folder, config()));
  }

  private MethodSettings method(int rank) {
    return settings.apply(LoraSettings.ofRank(rank));
  }

  private LlamaConfig config() {
    return bench.base().config();
  }
}
