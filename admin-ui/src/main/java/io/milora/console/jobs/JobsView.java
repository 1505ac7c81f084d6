package io.milora.console.jobs;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** All jobs of the tenant, newest first. */
@Route("jobs")
@PageTitle("Jobs – MiLoRA")
public final class JobsView extends ConsoleView implements BeforeEnterObserver {
  private static final int PAGE = 50;
  private static final String STATE = "state";

  private final JobTable table = new JobTable();
  private final Div list = new Div();
  private final Button more = new Button("Show older jobs", click -> attempt(this::loadOlder));
  private final List<FineTuningJob> older = new ArrayList<>();
  private List<FineTuningJob> newest = List.of();
  private JobFilter filter = JobFilter.ALL;

  JobsView(Workspace workspace) {
    super(workspace, "Jobs");
    title("Jobs", "Training of adapters, with their place in the queue.");
    actions(Links.button(new Anchor("new-job", "New job")), new Anchor("jobs/compare", "Compare"));
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    filter =
        event.getLocation().getQueryParameters().getSingleParameter(STATE).stream()
            .flatMap(
                name -> Arrays.stream(JobFilter.values()).filter(f -> f.wireName().equals(name)))
            .findFirst()
            .orElse(JobFilter.ALL);
    load(
        () -> {
          Page<FineTuningJob> page = page(credentials().caller());
          more.setVisible(page.hasMore());
          body(filterChoice(), list, more);
          show(page);
          watch("jobs", this::page, this::show);
        });
  }

  private Page<FineTuningJob> page(Caller caller) {
    return platform().manage(caller, (plane, who) -> plane.jobs(who, null, PAGE));
  }

  private void show(Page<FineTuningJob> page) {
    newest = page.data();
    refresh();
  }

  private void loadOlder() {
    List<FineTuningJob> known = older.isEmpty() ? newest : older;
    Page<FineTuningJob> page = manage((plane, who) -> plane.jobs(who, known.getLast().id(), PAGE));
    older.addAll(page.data());
    more.setVisible(page.hasMore());
    refresh();
  }

  private void refresh() {
    List<FineTuningJob> all = new ArrayList<>(newest);
    older.stream()
        .filter(job -> newest.stream().noneMatch(n -> n.id().equals(job.id())))
        .forEach(all::add);
    List<FineTuningJob> shown = all.stream().filter(filter::includes).toList();
    list.removeAll();
    if (!shown.isEmpty()) {
      table.show(shown);
      list.add(table);
    } else if (filter == JobFilter.ALL) {
      list.add(
          new EmptyState(
              "No jobs yet",
              "A job trains an adapter on a dataset. Drop a file, then train on it.",
              Links.button(new Anchor("datasets", "Go to datasets"))));
    } else {
      list.add(
          new EmptyState(
              "No such job",
              "None of the jobs loaded is in this state.",
              new Anchor("jobs", "Show all")));
    }
  }

  private Select<JobFilter> filterChoice() {
    Select<JobFilter> choice = new Select<>();
    choice.setAriaLabel("State");
    choice.setItems(JobFilter.values());
    choice.setItemLabelGenerator(JobFilter::label);
    choice.setValue(filter);
    choice.addValueChangeListener(
        change ->
            UI.getCurrent()
                .navigate(
                    JobsView.class,
                    QueryParameters.simple(Map.of(STATE, change.getValue().wireName()))));
    return choice;
  }
}
