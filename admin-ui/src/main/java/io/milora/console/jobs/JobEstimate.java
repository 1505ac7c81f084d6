package io.milora.console.jobs;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
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
  private final Paragraph overlap = new Paragraph();

  JobEstimate() {
    Div figures = new Div(rows, tokens, steps, time);
    figures.addClassName("figures");
    overlap.getElement().setAttribute("role", "status");
    add(figures, overlap);
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
    overlap.setText(overlap(run));
    overlap.setVisible(!overlap.getText().isEmpty());
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

  /** Whether dev rows measure what the job has seen; empty if there are none. */
  private static String overlap(DryRun run) {
    long all = 0;
    long seen = 0;
    for (DryRun.Rows file : run.files()) {
      if (file.overlap() != null) {
        all += file.rows();
        seen += file.overlap();
      }
    }
    if (all == 0) {
      return "";
    }
    return seen == 0
        ? "None of the %s dev rows has a prompt that is trained on: they measure what is new to the adapter."
            .formatted(Show.count(all))
        : "%s of the %s dev rows have a prompt that is trained on, too: what is measured on them looks better than it is. Choose dev rows that are not in the dataset."
            .formatted(Show.count(seen), Show.count(all));
  }

  /** Shows none: a choice is missing, or does not work. */
  void clear() {
    setVisible(false);
  }
}
