package io.milora.cli.reproduce;

import io.milora.engine.bench.DecodeSpeed;
import io.milora.engine.bench.ServedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures decode speeds, the models in turn, so that what else the machine does hits all alike.
 */
final class SpeedTrial {
  private static final int ROUNDS = 5;
  private static final int BATCH = 8;

  private final Bench bench;
  private final ComparisonPlan plan;
  private final RunFolder folder;

  SpeedTrial(Bench bench, ComparisonPlan plan, RunFolder folder) {
    this.bench = bench;
    this.plan = plan;
    this.folder = folder;
  }

  DecodeResult measure() {
    Map<String, List<Double>> single = new LinkedHashMap<>();
    Map<String, List<Double>> batch = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of(DecodeResult.BASE));
    names.addAll(plan.asked().methods());
    // The first round prepares the engines and is not kept.
    for (int round = 0; round <= ROUNDS; round++) {
      for (String name : names) {
        Optional<ServedModel> found = open(name);
        if (found.isEmpty()) {
          continue;
        }
        try (ServedModel model = found.get()) {
          double one = DecodeSpeed.measure(model, bench.prompts(1), Bench.SPEED_TOKENS);
          double many =
              DecodeSpeed.measure(
                  model,
                  bench.prompts(Math.min(BATCH, model.engine().slots())),
                  Bench.SPEED_TOKENS);
          if (round > 0) {
            single.computeIfAbsent(name, n -> new ArrayList<>()).add(one);
            batch.computeIfAbsent(name, n -> new ArrayList<>()).add(many);
          }
        }
      }
    }
    Map<String, DecodeResult.Speeds> speeds = new LinkedHashMap<>();
    single.forEach(
        (name, values) ->
            speeds.put(name, new DecodeResult.Speeds(values, batch.getOrDefault(name, List.of()))));
    return new DecodeResult(speeds);
  }

  /** A method's last adapter, which learnt most tasks; none if all its training failed. */
  private Optional<ServedModel> open(String name) {
    if (name.equals(DecodeResult.BASE)) {
      return Optional.of(bench.engines().bareBase());
    }
    return plan.cells().reversed().stream()
        .filter(cell -> cell.method().equals(name))
        .filter(cell -> folder.result(cell).map(r -> r.failure() == null).orElse(false))
        .findFirst()
        .map(cell -> bench.engines().method(name).serve(folder.adapter(cell)));
  }
}
