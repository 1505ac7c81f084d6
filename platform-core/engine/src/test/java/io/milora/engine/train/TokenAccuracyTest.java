package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.Watcher;
import io.milora.engine.text.Example;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.RouterSettings;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The share of response tokens that were the most probable ones, against logits of a plain pass.
 */
class TokenAccuracyTest {
  private static final LoraSettings PAIRS = LoraSettings.ofRank(4);
  private static final List<MethodSettings> METHODS =
      List.of(
          new MethodSettings.Lora(PAIRS), new MethodSettings.MiLora(PAIRS, RouterSettings.DEFAULT));

  @Test
  void theDevSetsIsThatOfTheAdaptersOwnLogits() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        Trainer trainer = new Trainer(base, 1);
        TorchServingEngine engine = TorchServingEngine.open(base, 1, 64)) {
      List<Example> rows = GoldenRows.training();
      for (MethodSettings method : METHODS) {
        List<Double> seen = new ArrayList<>();
        for (int epochs = 6; epochs <= 10; epochs++) {
          Watcher watcher = new Watcher();
          TrainingListener.Outcome outcome =
              trainer.train(plan(method, rows.size(), epochs), rows, rows, null, watcher);
          int best = watcher.evaluations.indexOf(outcome.bestDevLoss());
          double plain = accuracy(engine, outcome.adapter(), rows);
          assertThat(watcher.accuracies.get(best)).isCloseTo(plain, within(1e-6));
          seen.add(plain);
        }
        assertThat(seen).anySatisfy(share -> assertThat(share).isStrictlyBetween(0.0, 1.0));
      }
    }
  }

  @Test
  void aStepsIsThatBeforeIt() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        Trainer trainer = new Trainer(base, 1)) {
      List<Example> rows = GoldenRows.training();
      for (MethodSettings method : METHODS) {
        Watcher watcher = new Watcher();
        trainer.train(plan(method, rows.size(), 8), rows, rows, null, watcher);
        // One batch has all rows, and every step is measured: its dev score is the next step's.
        for (int step = 0; step < watcher.steps.size(); step++) {
          assertThat(watcher.steps.get(step).accuracy())
              .isCloseTo(watcher.accuracies.get(step), within(1e-6));
        }
      }
    }
  }

  private static double accuracy(TorchServingEngine engine, Adapter adapter, List<Example> rows) {
    int right = 0;
    int all = 0;
    for (Example row : rows) {
      int[] prompt = row.prompt();
      int[] response = row.response();
      int[] seen =
          IntStream.concat(IntStream.of(prompt), IntStream.of(response).limit(response.length - 1))
              .toArray();
      float[][] logits = engine.prefill(0, seen, prompt.length, adapter, LogitRows.ALL).logits();
      for (int i = 0; i < response.length; i++) {
        right += argMax(logits[prompt.length - 1 + i]) == response[i] ? 1 : 0;
      }
      all += response.length;
    }
    return (double) right / all;
  }

  private static int argMax(float[] values) {
    return IntStream.range(0, values.length)
        .reduce((a, b) -> values[b] > values[a] ? b : a)
        .orElseThrow();
  }

  private static TrainingPlan plan(MethodSettings method, int batch, int epochs) {
    return new TrainingPlan(
        method,
        new TrainingSettings(
            epochs,
            batch,
            batch,
            1e-2,
            0.06,
            0.01,
            1,
            0.01,
            64,
            1024,
            1,
            100,
            7,
            ThetaSettings.JOINT));
  }
}
