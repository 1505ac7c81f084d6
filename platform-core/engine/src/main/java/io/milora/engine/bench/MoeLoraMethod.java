package io.milora.engine.bench;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.bench.moelora.MoeLoraAdapter;
import io.milora.engine.bench.moelora.MoeLoraFolder;
import io.milora.engine.bench.moelora.MoeLoraServing;
import io.milora.engine.bench.moelora.MoeLoraSettings;
import io.milora.engine.bench.moelora.MoeLoraTrainer;
import io.milora.engine.text.Example;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingListener;
import io.milora.model.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MOELoRA with four of eight experts, a baseline that the product does not offer.
 *
 * @param bench whose base, trainer and engine are used
 */
record MoeLoraMethod(ComparisonBench bench) implements ComparedMethod {
  static final String NAME = "moelora";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rankStep() {
    return MoeLoraSettings.DEFAULT_EXPERTS;
  }

  @Override
  public long parameters(int rank) {
    return MoeLoraTrainer.parameters(MoeLoraSettings.ofRank(rank), config());
  }

  /** As for MiLoRA: gates below 1 slow both down. */
  @Override
  public double learningRate() {
    return config().trainingDefaults().learningRate();
  }

  @Override
  public TrainedModel train(
      TrainingSettings training,
      int rank,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener) {
    MoeLoraSettings method = MoeLoraSettings.ofRank(rank);
    MoeLoraTrainer.Outcome outcome =
        bench.moeLoraTrainer().train(method, training, train, dev, resume, listener);
    return new TrainedModel(
        outcome.steps(),
        outcome.bestDevLoss(),
        outcome.stopped(),
        folder -> MoeLoraFolder.write(folder, outcome.adapter(), config(), bench.name()));
  }

  @Override
  public ServedModel serve(Path folder) {
    MoeLoraAdapter adapter = MoeLoraFolder.read(folder, config());
    MoeLoraServing serving = bench.moeLoraServing();
    return new ServedModel(serving.engine(), serving.add(adapter), () -> serving.remove(adapter));
  }

  private LlamaConfig config() {
    return bench.base().config();
  }
}
