package io.milora.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RationalActivationTest {
  @ParameterizedTest
  @ValueSource(strings = {"initial", "kinked"})
  void valuesAndDerivativesAreTheReferences(String set) {
    GoldenTensors expected = GoldenAdapters.tensors("rational");
    JsonNode inputs = Golden.json("rational.json").path("inputs").path("coefficients").path(set);
    try (NDManager manager = Torch.newManager();
        TorchProgram program =
            TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "rational_test.py")) {
      float[] x = expected.read("x");
      NDList found =
          program
              .call("derivatives", manager)
              .with(Torch.floats(manager, x, x.length))
              .with(coefficients(manager, inputs.path("a")))
              .with(coefficients(manager, inputs.path("b")))
              .runDifferentiable();
      List<String> names = List.of("y", "dx", "da", "db");
      for (int i = 0; i < names.size(); i++) {
        String name = set + "." + names.get(i);
        check(
            name,
            found.get(i).toFloatArray(),
            expected.read(name),
            expected.read(name + ".tolerance"));
      }
    }
  }

  private static NDArray coefficients(NDManager manager, JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.path(i).floatValue();
    }
    return Torch.floats(manager, values, values.length);
  }

  private static void check(String name, float[] actual, float[] expected, float[] tolerance) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s at %d: %s, expected %s", name, i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance[i]);
    }
  }
}
