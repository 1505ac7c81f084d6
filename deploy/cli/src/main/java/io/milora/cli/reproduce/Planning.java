package io.milora.cli.reproduce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.cli.reproduce.ComparisonPlan.Asked;
import io.milora.cli.reproduce.ComparisonPlan.MethodPlan;
import io.milora.engine.bench.ComparedMethod;
import io.milora.engine.bench.EqualParameters;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.json.MiloraJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a comparison does, once; later it goes on with what was decided. */
final class Planning {
  private static final JsonMapper JSON = MiloraJson.mapper();

  private final Bench bench;
  private final RunFolder folder;
  private final RunWatch watch;

  Planning(Bench bench, RunFolder folder, RunWatch watch) {
    this.bench = bench;
    this.folder = folder;
    this.watch = watch;
  }

  /**
   * The folder's plan, or a new one, kept there.
   *
   * @throws InvalidInputException if the folder's plan was made for something else, with every
   *     difference, or if the smallest comparison does not fit into the budget
   */
  ComparisonPlan plan(Asked asked, Duration budget) {
    Optional<ComparisonPlan> found = folder.plan();
    if (found.isPresent()) {
      requireSame(found.get().asked(), asked);
      watch.onPlan(found.get(), true);
      return found.get();
    }
    List<MethodPlan> methods = methods(asked);
    Workload work =
        new Workload(
            bench.tasks().stream().map(TaskRows::size).toList(),
            asked.seeds().size(),
            new Calibration(bench, asked.batch(), watch).measure(methods));
    Scale scale = Budget.fit(asked.scale(), work, budget);
    ComparisonPlan plan = new ComparisonPlan(asked, scale, methods, work);
    folder.write(plan);
    watch.onPlan(plan, false);
    return plan;
  }

  private List<MethodPlan> methods(Asked asked) {
    List<ComparedMethod> methods =
        asked.methods().stream().map(name -> bench.engines().method(name)).toList();
    int usual = bench.engines().base().config().trainingDefaults().rank();
    Integer given = asked.rank();
    int first = given == null ? EqualParameters.firstRank(methods, usual) : given;
    if (first % methods.getFirst().rankStep() != 0) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "--rank",
              first,
              "multiples of %d for %s"
                  .formatted(methods.getFirst().rankStep(), asked.methods().getFirst())));
    }
    long wanted = methods.getFirst().parameters(first);
    List<MethodPlan> plans = new ArrayList<>();
    for (ComparedMethod method : methods) {
      int rank = plans.isEmpty() ? first : EqualParameters.rank(method, wanted);
      double rate = asked.learningRates().getOrDefault(method.name(), method.learningRate());
      plans.add(new MethodPlan(method.name(), rank, method.parameters(rank), rate));
    }
    return plans;
  }

  private static void requireSame(Asked before, Asked now) {
    JsonNode old = JSON.valueToTree(before);
    JsonNode fresh = JSON.valueToTree(now);
    List<Problem> problems = new ArrayList<>();
    fresh
        .properties()
        .forEach(
            field -> {
              JsonNode earlier = old.path(field.getKey());
              if (!earlier.equals(field.getValue())) {
                problems.add(
                    new Problem(
                        "--out",
                        "other_comparison",
                        "The folder's comparison was begun with %s = %s, now it is %s; use the same, or another --out."
                            .formatted(field.getKey(), earlier, field.getValue())));
              }
            });
    InvalidInputException.throwIfAny(problems);
  }
}
