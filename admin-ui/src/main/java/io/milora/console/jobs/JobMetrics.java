package io.milora.console.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.shared.Chart.Point;
import io.milora.console.shared.Chart.Series;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The numbers in a job's events. Steps of a mixture's stages are counted through; the last count of
 * a step wins.
 */
final class JobMetrics {
  private final TreeMap<Integer, Step> steps = new TreeMap<>();
  private final TreeMap<Integer, Double> perplexities = new TreeMap<>();
  private final TreeMap<Integer, Double> trainAccuracies = new TreeMap<>();
  private final TreeMap<Integer, Double> devAccuracies = new TreeMap<>();

  /**
   * An optimiser step.
   *
   * @param loss nats
   * @param speed prompt and response tokens a second
   */
  record Step(int number, int total, double loss, double rate, double speed) {}

  /** Those of these events, in any order. */
  static JobMetrics of(List<FineTuningJobEvent> events) {
    JobMetrics metrics = new JobMetrics();
    for (FineTuningJobEvent event : events.reversed()) {
      JsonNode data = event.data();
      if (event.type() == FineTuningJobEvent.Type.METRICS && data != null && data.has("step")) {
        metrics.add(data);
      }
    }
    return metrics;
  }

  private void add(JsonNode data) {
    int before = data.path("steps_before").intValue();
    int number = before + data.get("step").intValue();
    if (before > 0 && number == before) {
      return; // a later stage's start, which has the number of the step before
    }
    if (data.has("train_loss")) {
      steps.put(
          number,
          new Step(
              number,
              before + data.path("total_steps").intValue(),
              data.get("train_loss").doubleValue(),
              data.path("learning_rate").doubleValue(),
              data.path("tokens_per_second").doubleValue()));
    }
    if (data.has("valid_loss")) {
      perplexities.put(number, Math.exp(data.get("valid_loss").doubleValue()));
    }
    putPercent(trainAccuracies, number, data.path("train_mean_token_accuracy"));
    putPercent(devAccuracies, number, data.path("valid_mean_token_accuracy"));
  }

  private static void putPercent(Map<Integer, Double> percents, int step, JsonNode share) {
    if (share.isNumber()) {
      percents.put(step, 100 * share.doubleValue());
    }
  }

  /** Loss on the left, dev perplexity on the right. */
  List<Series> learning() {
    List<Series> series = new ArrayList<>();
    series.add(new Series("Training loss (nats)", false, points(Step::loss)));
    if (!perplexities.isEmpty()) {
      series.add(new Series("Dev perplexity", true, points(perplexities)));
    }
    return series;
  }

  /** Shares of answers' tokens that were the most probable ones; empty if they were not counted. */
  List<Series> accuracy() {
    return Stream.of(
            new Series("Training rows (%)", false, points(trainAccuracies)),
            new Series("Dev rows (%)", false, points(devAccuracies)))
        .filter(series -> !series.points().isEmpty())
        .toList();
  }

  /** Tokens a second on the left, the learning rate on the right. */
  List<Series> speed() {
    return List.of(
        new Series("Tokens per second", false, points(Step::speed)),
        new Series("Learning rate", true, points(Step::rate)));
  }

  /** One number over the steps, under a name. */
  Series curve(Curve curve, String name) {
    return new Series(
        name,
        false,
        switch (curve) {
          case LOSS -> points(Step::loss);
          case PERPLEXITY -> points(perplexities);
          case ACCURACY -> points(devAccuracies);
          case RATE -> points(Step::rate);
          case SPEED -> points(Step::speed);
        });
  }

  /** Share of the steps that are done, 0 to 1; empty before the first. */
  OptionalDouble done() {
    Map.Entry<Integer, Step> last = steps.lastEntry();
    return last == null || last.getValue().total() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) last.getKey() / last.getValue().total());
  }

  /** The newest step; empty before the first. */
  java.util.Optional<Step> last() {
    return java.util.Optional.ofNullable(steps.lastEntry()).map(Map.Entry::getValue);
  }

  /** The newest dev perplexity, and the best one; empty before the first. */
  java.util.Optional<double[]> perplexity() {
    return perplexities.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            new double[] {
              perplexities.lastEntry().getValue(),
              perplexities.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow()
            });
  }

  private List<Point> points(ToDoubleFunction<Step> value) {
    return steps.values().stream()
        .map(step -> new Point(step.number(), value.applyAsDouble(step)))
        .toList();
  }

  private static List<Point> points(Map<Integer, Double> values) {
    return values.entrySet().stream()
        .map(entry -> new Point(entry.getKey(), entry.getValue()))
        .toList();
  }
}
