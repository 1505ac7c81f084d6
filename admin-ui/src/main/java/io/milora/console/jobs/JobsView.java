package io.milora.console.jobs;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.JobQuery;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The jobs of the tenant, newest first; the platform filters them. */
@Route("jobs")
@PageTitle("Jobs – MiLoRA")
public final class JobsView extends ConsoleView implements BeforeEnterObserver {
  private static final int PAGE = 50;

  private final JobTable table = new JobTable();
  private final Div list = new Div();
  private final Button more = new Button("Show older jobs", click -> attempt(this::loadOlder));
  private final List<FineTuningJob> older = new ArrayList<>();
  private List<FineTuningJob> newest = List.of();
  private JobFilter filter = JobFilter.of(QueryParameters.empty());

  JobsView(Workspace workspace) {
    super(workspace, "Jobs");
    title("Jobs", "Training of adapters, with their place in the queue.");
    actions(Links.button(new Anchor("new-job", "New job")), new Anchor("jobs/compare", "Compare"));
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    filter = JobFilter.of(event.getLocation().getQueryParameters());
    older.clear();
    newest = List.of();
    load(
        () -> {
          JobQuery query = filter.asked();
          Page<FineTuningJob> page = page(credentials().caller(), query, null);
          more.setVisible(page.hasMore());
          body(new JobFilters(filter, JobsView::open), list, more);
          show(page);
          watch("jobs " + filter.query(), caller -> page(caller, query, null), this::show);
        });
  }

  private static void open(JobFilter chosen) {
    UI.getCurrent().navigate(JobsView.class, QueryParameters.simple(chosen.query()));
  }

  private Page<FineTuningJob> page(Caller caller, JobQuery query, @Nullable String after) {
    return platform().manage(caller, (plane, who) -> plane.jobs(who, query, after, PAGE));
  }

  private void show(Page<FineTuningJob> page) {
    keepPushedOff(page);
    newest = page.data();
    refresh();
  }

  /** Jobs that younger ones push off the first page stay, once older ones are shown below it. */
  private void keepPushedOff(Page<FineTuningJob> page) {
    if (older.isEmpty() || !page.hasMore()) {
      return;
    }
    long last = page.data().getLast().createdAt();
    older.addAll(
        0,
        newest.stream()
            .filter(job -> job.createdAt() <= last && !isAmong(page.data(), job))
            .toList());
  }

  private void loadOlder() {
    List<FineTuningJob> known = older.isEmpty() ? newest : older;
    Page<FineTuningJob> page = page(credentials().caller(), filter.asked(), known.getLast().id());
    older.addAll(page.data());
    more.setVisible(page.hasMore());
    refresh();
  }

  private void refresh() {
    List<FineTuningJob> shown = new ArrayList<>(newest);
    older.stream().filter(job -> !isAmong(newest, job)).forEach(shown::add);
    if (shown.isEmpty()) {
      list.removeAll();
      list.add(nothing());
      return;
    }
    table.show(shown);
    if (table.getParent().isEmpty()) {
      list.removeAll();
      list.add(table);
    }
  }

  private static boolean isAmong(List<FineTuningJob> jobs, FineTuningJob job) {
    return jobs.stream().anyMatch(other -> other.id().equals(job.id()));
  }

  private EmptyState nothing() {
    return filter.isEmpty()
        ? new EmptyState(
            "No jobs yet",
            "A job trains an adapter on a dataset. Drop a file, then train on it.",
            Links.button(new Anchor("datasets", "Go to datasets")))
        : new EmptyState(
            "No such job",
            "None of all your jobs fits these filters.",
            new Anchor("jobs", "Show all"));
  }
}
