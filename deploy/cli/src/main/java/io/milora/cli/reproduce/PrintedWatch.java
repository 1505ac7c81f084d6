package io.milora.cli.reproduce;

import io.milora.cli.Interruption;
import io.milora.cli.LiveLine;
import io.milora.cli.reproduce.ComparisonPlan.MethodPlan;
import io.milora.engine.train.StepMetrics;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells a person how far it is, and when it will be done. */
final class PrintedWatch implements RunWatch {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private final LiveLine line;
  private final Interruption interruption;
  private @Nullable Forecast forecast;
  private double loss;
  private double tokensPerSecond;

  PrintedWatch(LiveLine line, Interruption interruption) {
    this.line = line;
    this.interruption = interruption;
  }

  @Override
  public void onPlan(ComparisonPlan plan, boolean resumed) {
    forecast = new Forecast(plan);
    keep(resumed ? "Going on with the plan that the folder holds:" : "The plan:");
    for (MethodPlan method : plan.methods()) {
      keep(
          "  %s: rank %d, %,d trainable parameters, learning rate %s",
          method.name(), method.rank(), method.parameters(), method.learningRate());
    }
    Scale scale = plan.scale();
    keep(
        "  %d training runs; up to %d training rows (asked: %d), %d epochs (asked: %d), %d test rows (asked: %d) of each task; about %s",
        plan.cells().size(),
        scale.rows(),
        plan.asked().scale().rows(),
        scale.epochs(),
        plan.asked().scale().epochs(),
        scale.testRows(),
        plan.asked().scale().testRows(),
        text(plan.workload().seconds(scale)));
  }

  @Override
  public void onStage(String what) {
    keep("%s", what);
  }

  @Override
  public void onCell(Cell cell, int step) {
    String number = forecast().begin(cell, step);
    keep("%s %s%s", number, cell, step == 0 ? "" : ", going on after step %d".formatted(step));
  }

  @Override
  public void onStep(Cell cell, StepMetrics metrics) {
    loss = metrics.loss();
    tokensPerSecond = metrics.tokensPerSecond();
    forecast().progress(metrics.step(), metrics.totalSteps());
    line.show(
        String.format(
            Locale.ROOT,
            "  step %d/%d  loss %.3f  %.0f tokens/s  %s left in all",
            metrics.step(),
            metrics.totalSteps(),
            loss,
            tokensPerSecond,
            text(forecast().secondsLeft())));
    interruption.check();
  }

  @Override
  public void onEvaluation(Cell cell, int step, double devLoss) {
    double left = forecast().secondsLeft();
    keep(
        "  step %d  dev perplexity %.3f%s; %s left in all, done at about %s",
        step,
        Math.exp(devLoss),
        step == 0
            ? ""
            : String.format(Locale.ROOT, "  loss %.3f  %.0f tokens/s", loss, tokensPerSecond),
        text(left),
        LocalTime.now(java.time.ZoneId.systemDefault()).plusSeconds((long) left).format(CLOCK));
  }

  @Override
  public void onResult(CellResult result) {
    forecast().end();
    if (result.failure() != null) {
      keep("  failed: %s", result.failure());
    }
    for (CellResult.TaskScore score : result.scores()) {
      keep(
          "  %s: %.1f %% right, %.1f %% in the asked form",
          score.task(), 100 * score.accuracy(), 100 * score.formShare());
    }
  }

  private Forecast forecast() {
    return Objects.requireNonNull(forecast, "onPlan comes first");
  }

  private void keep(String format, Object... values) {
    line.keep(String.format(Locale.ROOT, format, values));
  }

  private static String text(double seconds) {
    return Durations.text(Duration.ofSeconds(Math.round(seconds)));
  }
}
