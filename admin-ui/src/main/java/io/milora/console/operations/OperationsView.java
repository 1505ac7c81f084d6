package io.milora.console.operations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.jobs.JobPill;
import io.milora.console.platform.Caller;
import io.milora.console.platform.QueuedJob;
import io.milora.console.platform.Worker;
import io.milora.console.shared.Age;
import io.milora.console.shared.Audience;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What needs the platform's operators now, and what is going on. */
@Route("operations")
@PageTitle("Operations – MiLoRA")
public final class OperationsView extends ConsoleView {
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Figure workers = new Figure("Workers");
  private final Figure running = new Figure("Running jobs");
  private final Figure waiting = new Figure("Waiting jobs");
  private final Div figures = new Div();
  private final Div attention = new Div();
  private final Div active = new Div();
  private @Nullable PlatformState shown;

  OperationsView(Workspace workspace) {
    super(workspace, "Operations", Audience.OPERATORS);
    load(
        () -> {
          title("Operations", "What needs you now, and what is going on.");
          figures.addClassName("figures");
          body(figures, attention, active);
          show(read(credentials().caller()));
          watch("operations", POLL, this::read, this::show);
        });
  }

  private PlatformState read(Caller caller) {
    return PlatformState.read(platform(), caller);
  }

  private void show(PlatformState state) {
    if (state.equals(shown)) {
      return;
    }
    shown = state;
    long alive = state.workers().stream().filter(Worker::isAlive).count();
    workers.show(Show.count(alive), "at work");
    List<QueuedJob> jobs = state.queue().stream().filter(OperationsView::runs).toList();
    running.show(Show.count(jobs.size()), "of all tenants");
    waiting.show(
        Show.count(state.queue().stream().filter(job -> job.position() != null).count()),
        "in line");
    figures.removeAll();
    figures.add(workers, running, waiting);
    figures.add(state.today().figures());
    attention.removeAll();
    attention.add(
        lines(
            "Needs you",
            Attention.of(state).stream().map(OperationsView::line).toList(),
            "Nothing needs you at the moment."));
    active.removeAll();
    active.add(lines("Running", jobs.stream().map(OperationsView::line).toList(), "No job runs."));
  }

  private static boolean runs(QueuedJob job) {
    return job.status() == JobStatus.RUNNING || job.status() == JobStatus.PAUSING;
  }

  private static Component line(Attention attention) {
    Div line =
        new Div(
            new Pill(attention.kind(), attention.tone()),
            new Anchor(attention.link(), attention.text()),
            attention.since() == 0 ? new Span() : new Age(attention.since()));
    line.addClassName("attention");
    return line;
  }

  private static Component line(QueuedJob job) {
    Span standing = new Span("%s, %s".formatted(job.tenant(), QueueTexts.standing(job)));
    standing.addClassName("standing");
    Div line =
        new Div(
            new Anchor("operations/queue?tenant=" + job.tenant(), job.name()),
            JobPill.of(job.status()),
            standing);
    line.addClassName("job-line");
    if (job.estimatedTokens() > 0) {
      long trained = Objects.requireNonNullElse(job.trainedTokens(), 0L);
      double done = Math.min(1, (double) trained / job.estimatedTokens());
      ProgressBar bar = new ProgressBar(0, 1, done);
      bar.getElement().setAttribute("aria-label", "Tokens trained");
      line.add(bar);
    }
    return line;
  }

  private static Section lines(String title, List<Component> lines, String none) {
    if (lines.isEmpty()) {
      Div calm = new Div(none);
      calm.addClassName("calm");
      return panel(title, calm);
    }
    return panel(title, lines.toArray(Component[]::new));
  }
}
