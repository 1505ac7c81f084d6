package io.milora.cli.bench;

import io.milora.cli.CacheFolder;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.Agreement;
import io.milora.engine.evaluate.Answers;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One base model on the engines that are compared. Does not own the model. */
record AccuracyTrial(BaseModel model, int threads) {
  /** The 8-bit graph against the float32 one, on texts of two tokens or more. */
  Agreement agreement(List<int[]> texts) {
    int capacity = longest(texts);
    try (ServingEngine reference = onnx(Precision.FLOAT32, capacity);
        ServingEngine served = onnx(Precision.INT8, capacity)) {
      return Agreement.measure(reference, served, texts);
    }
  }

  /** Greedy answers, each engine's against the float32 graph's. */
  AccuracyReport.Greedy greedy(List<int[]> prompts, int newTokens) {
    int capacity = longest(prompts) + newTokens;
    List<int[]> exact = answers(onnx(Precision.FLOAT32, capacity), prompts, newTokens);
    List<int[]> served = answers(onnx(Precision.INT8, capacity), prompts, newTokens);
    List<int[]> reference =
        answers(TorchServingEngine.open(model, 1, capacity), prompts, newTokens);
    return new AccuracyReport.Greedy(
        prompts.size(), newTokens, equal(exact, reference), equal(exact, served));
  }

  private static List<int[]> answers(ServingEngine engine, List<int[]> prompts, int newTokens) {
    try (engine) {
      return new Answers(engine, BareBase.INSTANCE).generate(prompts, newTokens, () -> false);
    }
  }

  private ServingEngine onnx(Precision precision, int capacity) {
    return OnnxServingEngine.open(
        model, new OnnxOptions(CacheFolder.graphs(), 1, capacity, precision, threads));
  }

  private static int longest(List<int[]> all) {
    return all.stream().mapToInt(tokens -> tokens.length).max().orElse(1);
  }

  private static int equal(List<int[]> some, List<int[]> others) {
    return (int)
        IntStream.range(0, some.size())
            .filter(i -> Arrays.equals(some.get(i), others.get(i)))
            .count();
  }
}
