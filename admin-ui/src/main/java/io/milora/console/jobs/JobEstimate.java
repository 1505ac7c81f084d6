package io.milora.console.jobs;

import com.vaadin.flow.component.html.Div;
import io.milora.console.platform.DryRun;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import java.time.Duration;
import java.util.OptionalDouble;

/** What a job would take, before it is started. */
final class JobEstimate extends Div {
  private final Figure rows = new Figure("Rows");
  private final Figure tokens = new Figure("Trained tokens");
  private final Figure steps = new Figure("Steps");
  private final Figure time = new Figure("Time");

  JobEstimate() {
    addClassName("figures");
    add(rows, tokens, steps, time);
    setVisible(false);
  }

  /**
   * Shows an estimate.
   *
   * @param speed tokens a second of the last job of the kind; empty if there was none
   */
  void show(DryRun run, OptionalDouble speed) {
    setVisible(true);
    long all = run.files().stream().mapToLong(DryRun.Rows::rows).sum();
    long equal = run.files().stream().mapToLong(DryRun.Rows::duplicates).sum();
    rows.show(Show.count(all), equal == 0 ? "all different" : Show.count(equal) + " of them equal");
    tokens.show("≈ " + Show.count(run.estimate().trainedTokens()), "by the size of the rows");
    steps.show(Show.count(run.estimate().steps()), "at most; it may stop early");
    if (speed.isPresent()) {
      long seconds = Math.round(run.estimate().trainedTokens() / speed.getAsDouble());
      time.show(
          "≈ " + Show.duration(Duration.ofSeconds(seconds)),
          "at the %s tokens/s of the last job like it"
              .formatted(Show.decimal(speed.getAsDouble(), 0)));
    } else {
      time.show("–", "known after the first job on this base");
    }
  }

  /** Shows none: a choice is missing, or does not work. */
  void clear() {
    setVisible(false);
  }
}
