package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import io.milora.engine.testing.Tolerance;
import io.milora.engine.text.Example;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.AdapterLayout;
import io.milora.engine.torch.FrozenWeights;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterGroup;
import io.milora.engine.torch.RotaryTables;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.MethodSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, gradients and optimiser steps against the independent reference in float64. */
class GoldenTrainingTest {
  private static final double LOAD_BALANCE = 0.01;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-lora",
        "train-milora",
        "train-milora-clipped",
        "train-milora-gate-one",
        "train-milora-gate-renormalised",
        "train-milora-bilevel"
      })
  void stepsAreTheReferences(String name) {
    check(name, Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train-lora", "train-milora", "train-milora-bilevel"})
  void soAreThoseWithActivationCheckpointing(String name) {
    check(name, 1);
  }

  private static void check(String name, int checkpointingFrom) {
    JsonNode golden = Golden.json(name + ".json");
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        FrozenWeights weights = FrozenWeights.load(base.config(), base.weights());
        NDManager manager = Torch.newManager()) {
      Adapter adapter = GoldenAdapters.adapter(golden, base.config());
      new Run(name, golden, manager, weights, adapter, checkpointingFrom).check();
    }
  }

  /** One case: an optimiser for each group, each with its own batch. */
  private static final class Run {
    private final String name;
    private final JsonNode golden;
    private final GoldenTensors expected;
    private final NDManager manager;
    private final AdapterLayout layout;
    private final AdaptedModel model;
    private final LossProgram program;
    private final List<Group> groups = new ArrayList<>();
    private double rates;

    private record Group(
        Gradients gradients, AdamW optimiser, Batch batch, String rate, String losses) {}

    Run(
        String name,
        JsonNode golden,
        NDManager manager,
        FrozenWeights weights,
        Adapter adapter,
        int checkpointingFrom) {
      this.name = name;
      this.golden = golden;
      this.manager = manager;
      expected = GoldenAdapters.tensors(name);
      layout = AdapterLayout.of(method(adapter), weights.config());
      RotaryTables rotary = RotaryTables.of(manager, weights.config(), 64);
      model = AdaptedModel.of(manager, weights, layout, layout.values(adapter), rotary);
      TorchProgram programs =
          TorchProgram.load(manager, "llama.py", "pairs.py", "router.py", "train.py");
      program = new LossProgram(manager, programs, model, checkpointingFrom);
      boolean bilevel = golden.path("inputs").has("dev");
      Predicate<Parameter> omega = p -> !bilevel || p.group() == ParameterGroup.WEIGHTS;
      addGroup(programs, omega, "examples", "lr", "losses");
      if (bilevel) {
        addGroup(programs, omega.negate(), "dev", "theta_lr", "dev_losses");
      }
    }

    private static MethodSettings method(Adapter adapter) {
      return switch (adapter) {
        case LoraAdapter lora -> new MethodSettings.Lora(lora.settings());
        case MiLoraAdapter milora -> milora.settings();
        default -> throw new IllegalArgumentException("Nothing to train");
      };
    }

    private void addGroup(
        TorchProgram programs,
        Predicate<Parameter> members,
        String examples,
        String rate,
        String losses) {
      List<Integer> trained =
          IntStream.range(0, layout.parameters().size())
              .filter(i -> members.test(layout.parameters().get(i)))
              .boxed()
              .toList();
      Gradients gradients = new Gradients(manager, model.parameters(), trained);
      groups.add(
          new Group(
              gradients,
              new AdamW(manager, programs, model.parameters(), gradients, trained),
              batch(golden.path("inputs").path(examples)),
              rate,
              losses));
    }

    private static Batch batch(JsonNode examples) {
      List<Example> rows = new ArrayList<>();
      examples.forEach(
          e ->
              rows.add(
                  new Example(Golden.ints(e.path("prompt")), Golden.ints(e.path("response")))));
      return Batch.of(rows);
    }

    void check() {
      int steps = golden.path("expected").path("optimiser").size();
      for (int step = 0; step < steps; step++) {
        for (int group = 0; group < groups.size(); group++) {
          step(step, group);
        }
        checkParameters(step + 1);
      }
      Group omega = groups.getFirst();
      double last = program.evaluate(omega.batch()).crossEntropy() / omega.batch().targets().length;
      Tolerance.LOSSES.check(
          "last loss",
          last,
          golden.path("expected").path("losses").path(steps).path("lm").doubleValue());
    }

    private void step(int step, int number) {
      Group group = groups.get(number);
      Batch batch = group.batch();
      BatchLosses losses =
          program.accumulate(
              group.gradients(), batch, batch.targets().length, 1, LOAD_BALANCE, 0, 0);
      JsonNode parts = golden.path("expected").path(group.losses()).path(step);
      Tolerance.LOSSES.check(
          "language loss", losses.crossEntropy(), parts.path("lm").doubleValue());
      RouterSums routers = new RouterSums(program.layers(), batch.rows());
      routers.add(losses);
      for (int layer = 0; layer < parts.path("lb").size(); layer++) {
        Tolerance.LOSSES.check(
            "balance", routers.balance(layer), parts.path("lb").path(layer).doubleValue());
      }
      if (step == 0) {
        checkGradients(group.gradients());
        if (number == 0 && expected.has("p")) {
          Tolerance.PROBABILITIES.check("p", losses.probabilities(), expected.read("p"));
        }
      }
      JsonNode record = golden.path("expected").path("optimiser").path(step).path(number);
      JsonNode options = golden.path("inputs").path("optimiser");
      LearningRateSchedule schedule =
          new LearningRateSchedule(
              options.path("total_steps").intValue(), options.path("warmup").doubleValue());
      double rate = options.path(group.rate()).doubleValue() * schedule.factor(step);
      Tolerance.LOSSES.check("rate", rate, record.path("lr").doubleValue());
      if (number == 0) {
        rates += rate;
      }
      double norm =
          group
              .optimiser()
              .update(
                  manager,
                  step + 1,
                  rate,
                  options.path("weight_decay").doubleValue(),
                  options.path("max_grad_norm").asDouble(0));
      Tolerance.LOSSES.check("norm", norm, record.path("grad_norm").doubleValue());
    }

    private void checkGradients(Gradients gradients) {
      for (int i = 0; i < gradients.trained().size() && stored("grad"); i++) {
        String parameter = layout.parameters().get(gradients.trained().get(i)).name();
        Tolerance.GRADIENTS.check(
            name + " gradient of " + parameter,
            gradients.sums().toFloats(i),
            expected.read("grad." + parameter));
      }
    }

    private void checkParameters(int step) {
      boolean due =
          Arrays.stream(Golden.ints(golden.path("inputs").path("steps"))).anyMatch(s -> s == step);
      Tolerance tolerance = new Tolerance(0.02 * rates, 0);
      for (int i = 0; i < layout.parameters().size() && due && stored("after"); i++) {
        String key = "after" + step + "." + layout.parameters().get(i).name();
        tolerance.check(name + " " + key, model.parameters().toFloats(i), expected.read(key));
      }
    }

    private boolean stored(String what) {
      return StreamSupport.stream(golden.path("inputs").path("store").spliterator(), false)
          .anyMatch(stored -> stored.asText().equals(what));
    }
  }
}
