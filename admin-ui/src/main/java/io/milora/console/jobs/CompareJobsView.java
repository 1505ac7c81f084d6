package io.milora.console.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.shared.Chart;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FineTuningJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Jobs on the same charts, and what they were started with. */
@Route("jobs/compare")
@PageTitle("Compare jobs – MiLoRA")
public final class CompareJobsView extends ConsoleView implements BeforeEnterObserver {
  private static final String JOB = "job";
  private static final int OFFERED = 100;

  /** More lines than this are told apart by nobody. */
  private static final int MOST = 6;

  CompareJobsView(Workspace workspace) {
    super(workspace, "Compare jobs");
    title("Compare jobs", "Their curves on the same charts, and what was different.");
    actions(new Anchor("jobs", "All jobs"));
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    List<String> ids =
        event
            .getLocation()
            .getQueryParameters()
            .getParameters()
            .getOrDefault(JOB, List.of())
            .stream()
            .distinct()
            .limit(MOST)
            .toList();
    load(() -> show(ids));
  }

  private void show(List<String> ids) {
    List<JobState> states =
        ids.stream()
            .map(id -> manage((plane, who) -> JobState.read(plane, who, id, null)))
            .toList();
    Component choice = choice(states.stream().map(JobState::job).toList());
    if (states.size() < 2) {
      body(
          choice,
          new EmptyState(
              "Choose two jobs or more",
              "Up to %d can be laid upon each other; the address of this page keeps the choice."
                  .formatted(MOST)));
      return;
    }
    Compared compared = new Compared(states);
    List<Component> parts = new ArrayList<>(List.of(choice, charts(compared)));
    parts.add(panel("Results", table("Results", compared, compared.results())));
    List<Compared.Line> differences = compared.differences();
    parts.add(
        panel(
            "What was different",
            differences.isEmpty()
                ? new Div("Nothing: they were started with equal settings and rows.")
                : table("Differences", compared, differences)));
    body(parts.toArray(Component[]::new));
  }

  private Component choice(List<FineTuningJob> chosen) {
    List<FineTuningJob> newest = manage((plane, who) -> plane.jobs(who, null, OFFERED)).data();
    List<FineTuningJob> offered =
        Stream.concat(
                chosen.stream(),
                newest.stream()
                    .filter(job -> chosen.stream().noneMatch(c -> c.id().equals(job.id()))))
            .toList();
    MultiSelectComboBox<FineTuningJob> choice = new MultiSelectComboBox<>("Jobs");
    choice.setItems(offered);
    choice.setItemLabelGenerator(
        job -> JobTexts.name(job) + ", " + job.method().type() + " (" + job.id() + ")");
    choice.setValue(Set.copyOf(chosen));
    choice.setWidthFull();
    choice.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            open(change.getValue().stream().map(FineTuningJob::id).toList());
          }
        });
    return choice;
  }

  private static void open(List<String> ids) {
    UI.getCurrent().navigate(CompareJobsView.class, new QueryParameters(Map.of(JOB, ids)));
  }

  private static Component charts(Compared compared) {
    Div charts = new Div();
    charts.addClassName("charts");
    for (Curve curve : Curve.values()) {
      List<Chart.Series> lines = compared.curves(curve);
      if (!lines.isEmpty()) {
        Chart chart = new Chart(curve.label(), Chart.Axis.numbers("step"));
        chart.show(lines);
        charts.add(panel(curve.label(), chart));
      }
    }
    return charts;
  }

  private static DataTable<Compared.Line> table(
      String label, Compared compared, List<Compared.Line> lines) {
    List<Column<Compared.Line>> columns = new ArrayList<>();
    columns.add(Column.text("What", Compared.Line::what));
    for (int i = 0; i < compared.jobs().size(); i++) {
      int job = i;
      columns.add(
          Column.number(
              compared.name(compared.jobs().get(i).job()),
              line -> Objects.requireNonNull(line.values().get(job))));
    }
    DataTable<Compared.Line> table = new DataTable<>(label, columns);
    table.show(lines);
    return table;
  }
}
