package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.Tolerance;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.FrozenWeights;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.MethodSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that begin alike are computed together as each would be by itself. */
class SharedBeginningTest {
  private static final List<Example> ROWS = List.of(row(31, 4), row(24, 7), row(13, 1));
  private static final int RESPONSE_TOKENS = 12;

  /** All begin with the same 12 tokens and go on differently. */
  private static Example row(int prompt, int response) {
    return new Example(
        IntStream.range(0, prompt).map(i -> i < 12 ? 3 + i : 3 + (i * prompt) % 50).toArray(),
        IntStream.range(0, response).map(i -> 5 + i * response).toArray());
  }

  @Test
  void lossAndGradientsAreThoseOfTheRowsAlone() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        FrozenWeights weights = FrozenWeights.load(base.config(), base.weights());
        NDManager manager = Torch.newManager()) {
      LoraAdapter adapter =
          (LoraAdapter) GoldenAdapters.adapter(Golden.json("train-lora.json"), base.config());
      AdapterLayout layout =
          AdapterLayout.of(new MethodSettings.Lora(adapter.settings()), base.config());
      RotaryTables rotary = RotaryTables.of(manager, base.config(), 64);
      AdaptedModel model =
          AdaptedModel.of(manager, weights, layout, layout.values(adapter), rotary);
      LossProgram program =
          new LossProgram(
              manager,
              TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "train.py"),
              model,
              Integer.MAX_VALUE);
      Gradients together = gradients(manager, model);
      Gradients alone = gradients(manager, model);

      double loss = accumulate(program, together, ROWS);
      double losses = ROWS.stream().mapToDouble(r -> accumulate(program, alone, List.of(r))).sum();

      assertThat(loss).isCloseTo(losses, within(1e-5));
      assertThat(program.evaluate(Batch.of(ROWS)).crossEntropy() / RESPONSE_TOKENS)
          .isCloseTo(losses, within(1e-5));
      for (int i = 0; i < together.trained().size(); i++) {
        Tolerance.GRADIENTS.check(
            layout.parameters().get(i).name(),
            together.sums().toFloats(i),
            alone.sums().toFloats(i));
      }
    }
  }

  private static Gradients gradients(NDManager manager, AdaptedModel model) {
    List<Integer> all = IntStream.range(0, model.parameters().size()).boxed().toList();
    return new Gradients(manager, model.parameters(), all);
  }

  private static double accumulate(LossProgram program, Gradients gradients, List<Example> rows) {
    return program
        .accumulate(gradients, Batch.of(rows), RESPONSE_TOKENS, 1, 0, 0, 0)
        .crossEntropy();
  }
}
