package io.milora.console.jobs;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import org.jspecify.annotations.Nullable;

/** A job's numbers at a glance. */
final class JobFigures extends Div {
  private final Div state = new Div();
  private final ProgressBar bar = new ProgressBar();
  private final Figure step = new Figure("Step");
  private final Figure loss = new Figure("Training loss");
  private final Figure perplexity = new Figure("Dev perplexity");
  private final Figure speed = new Figure("Speed");
  private final Figure tokens = new Figure("Trained tokens");
  private @Nullable String shownState;

  JobFigures() {
    state.addClassName("job-state");
    bar.getElement().setAttribute("aria-label", "Steps done");
    Div figures = new Div(step, loss, perplexity, speed, tokens);
    figures.addClassName("figures");
    add(state, bar, figures);
  }

  void show(FineTuningJob job, JobMetrics metrics) {
    showState(job);
    double done = job.status() == JobStatus.SUCCEEDED ? 1 : Math.min(1, metrics.done().orElse(0));
    bar.setValue(done);
    metrics
        .last()
        .ifPresent(
            last -> {
              step.show(Show.count(last.number()), "of " + Show.count(last.total()));
              loss.show(Show.decimal(last.loss(), 3), "nats per token");
              speed.show(Show.decimal(last.speed(), 0), "tokens per second");
            });
    metrics
        .perplexity()
        .ifPresent(
            values ->
                perplexity.show(Show.decimal(values[0], 2), "best " + Show.decimal(values[1], 2)));
    Long trained = job.trainedTokens();
    if (trained != null) {
      tokens.show(Show.count(trained), job.hyperparameters().nEpochs() + " epochs at most");
    }
  }

  private void showState(FineTuningJob job) {
    String text = job.status() + JobTexts.standing(job);
    if (!text.equals(shownState)) {
      shownState = text;
      state.removeAll();
      state.add(JobPill.of(job.status()), new Span(JobTexts.standing(job)));
    }
  }
}
