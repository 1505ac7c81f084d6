package io.milora.console.home;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.jobs.JobPill;
import io.milora.console.jobs.JobTexts;
import io.milora.console.latency.Today;
import io.milora.console.operations.OperationsView;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Quota;
import io.milora.console.shared.Audience;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Model;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What needs the tenant's people now, and what is going on. */
@Route("")
@PageTitle("Home – MiLoRA")
public final class HomeView extends ConsoleView implements BeforeEnterObserver {
  private final Figure running = new Figure("Running or waiting");
  private final Figure succeeded = new Figure("Succeeded");
  private final Figure adapters = new Figure("Adapter versions");
  private final Div attention = new Div();
  private final Div active = new Div();
  private @Nullable Overview shown;
  private @Nullable Quota quota;

  HomeView(Workspace workspace) {
    super(workspace, "Home");
  }

  /** Operators without a tenant have a home of their own. */
  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    if (!belongsTo(Audience.TENANT) && belongsTo(Audience.OPERATORS)) {
      event.forwardTo(OperationsView.class);
      return;
    }
    load(
        () -> {
          title("Home", credentials().tenant());
          Overview overview = read(credentials().caller());
          if (overview.jobs() == 0) {
            body(firstSteps());
            return;
          }
          Div figures = new Div(running, succeeded, adapters);
          figures.add(Today.ofTenant(platform(), credentials().caller()).figures());
          figures.addClassName("figures");
          body(figures, attention, active);
          showModels(serve((door, who) -> door.models(who)).data());
          show(overview);
          watch("home", this::read, this::show);
          show(quota(credentials().caller()));
          watch("quota", this::quota, this::show);
        });
  }

  private Quota quota(Caller caller) {
    return platform().account(caller, (plane, who) -> plane.quota(who)).tenant();
  }

  private void show(Quota now) {
    if (!now.equals(quota)) {
      quota = now;
      if (shown != null) {
        showAttention(shown);
      }
    }
  }

  private Overview read(Caller caller) {
    return platform().manage(caller, Overview::read);
  }

  private static Component firstSteps() {
    return new EmptyState(
        "Train your first adapter",
        "Drop a file of examples, choose the base, and start; the adapter can be called as soon as its job has succeeded.",
        Links.button(new Anchor("datasets", "Drop a file")));
  }

  private void showModels(List<Model> models) {
    long versions =
        models.stream().filter(m -> m.parent() != null && m.root().equals(m.id())).count();
    long names = models.stream().filter(m -> !m.root().equals(m.id())).count();
    adapters.show(Show.count(versions), names == 1 ? "1 name in use" : names + " names in use");
  }

  private void show(Overview overview) {
    if (overview.equals(shown)) {
      return;
    }
    shown = overview;
    running.show(Show.count(overview.active().size()), "jobs");
    succeeded.show(
        Show.count(overview.succeeded()), "of the last " + Show.count(overview.jobs()) + " jobs");
    showAttention(overview);
    active.removeAll();
    active.add(
        section(
            "Going on",
            overview.active().stream().map(HomeView::line).toList(),
            "No job runs or waits."));
  }

  private void showAttention(Overview overview) {
    List<Component> lines = new ArrayList<>();
    if (quota != null) {
      lines.addAll(NearlyUsed.of(quota));
    }
    overview.attention().forEach(job -> lines.add(line(job)));
    attention.removeAll();
    attention.add(section("Needs you", lines, "Nothing needs you at the moment."));
  }

  private static Component line(FineTuningJob job) {
    return line(job, -1);
  }

  private static Component line(Overview.Active job) {
    return line(job.job(), job.done());
  }

  private static Component line(FineTuningJob job, double done) {
    Span standing = new Span(JobTexts.standing(job));
    standing.addClassName("standing");
    Div line = new Div(Links.job(job.id(), JobTexts.name(job)), JobPill.of(job.status()), standing);
    line.addClassName("job-line");
    if (done >= 0) {
      ProgressBar bar = new ProgressBar(0, 1, Math.min(1, done));
      bar.getElement().setAttribute("aria-label", "Steps done");
      line.add(bar);
    }
    return line;
  }

  private static Section section(String title, List<Component> lines, String none) {
    Section section = new Section(new H2(title));
    section.addClassName("panel");
    if (lines.isEmpty()) {
      Div calm = new Div(none);
      calm.addClassName("calm");
      section.add(calm);
    }
    section.add(lines.toArray(Component[]::new));
    return section;
  }
}
