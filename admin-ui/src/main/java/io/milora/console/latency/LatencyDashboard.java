package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.QueryParameters;
import io.milora.console.platform.Caller;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.UsageReport;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Audience;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.LatencyKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** How long requests waited, over any window, always computed of histograms. */
abstract sealed class LatencyDashboard extends ConsoleView implements BeforeEnterObserver
    permits LatencyView, OperatorsLatencyView {
  private static final Duration POLL = Duration.ofSeconds(10);

  private final List<Dimension> dimensions;
  private final Div filters = new Div();
  private final Tabs kinds = new Tabs();
  private final Map<LatencyKind, Tab> tabs = new EnumMap<>(LatencyKind.class);
  private final Figure requests = new Figure("Requests");
  private final Figure errors = new Figure("Errors");
  private final Figure ttft = new Figure("TTFT, p95");
  private final Figure tpot = new Figure("TPOT, p95");
  private final Figure endToEnd = new Figure("End to end, p95");
  private final Div content = new Div();
  private LatencyQuery query;

  LatencyDashboard(Workspace workspace, Audience audience, List<Dimension> dimensions) {
    super(workspace, "Latency", audience);
    this.dimensions = dimensions;
    query = LatencyQuery.of(QueryParameters.empty(), dimensions.getFirst());
    filters.addClassName("filters");
    for (LatencyKind kind : LatencyKind.values()) {
      Tab tab = new Tab(LatencyTexts.name(kind));
      tabs.put(kind, tab);
      kinds.add(tab);
    }
    kinds.addSelectedChangeListener(
        change -> {
          if (change.isFromClient()) {
            tabs.forEach((kind, tab) -> goIf(tab.equals(change.getSelectedTab()), kind));
          }
        });
  }

  /** Where numbers come from. */
  abstract ServedSource source(Caller caller);

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    query = LatencyQuery.of(event.getLocation().getQueryParameters(), dimensions.getFirst());
    load(
        () -> {
          title("Latency", "Percentiles of all requests of a window, from merged histograms.");
          kinds.setSelectedTab(tabs.get(query.kind()));
          showFilters();
          Div figures = new Div(requests, errors, ttft, tpot, endToEnd);
          figures.addClassName("figures");
          body(filters, figures, kinds, content);
          content.removeAll();
          content.add(new Span("Reading…"));
          LatencyCharts charts = new LatencyCharts(this::lookInto);
          LatencyTables tables = new LatencyTables(query, dimensions, links());
          read(event, state -> show(state, charts, tables));
        });
  }

  private void read(BeforeEnterEvent event, Consumer<LatencyState> show) {
    LatencyQuery asked = query;
    later(
        caller -> read(caller, asked),
        state -> {
          show.accept(state);
          if (asked.isLive()) {
            watch("latency " + asked, POLL, caller -> read(caller, asked), show);
          }
        },
        error -> body(new ErrorNotice(error, () -> beforeEnter(event))));
  }

  private LatencyState read(Caller caller, LatencyQuery asked) {
    return LatencyState.read(source(caller), asked);
  }

  private void showFilters() {
    filters.removeAll();
    Select<Recent> window = new Select<>();
    window.setAriaLabel("Window");
    window.setItems(Recent.values());
    window.setItemLabelGenerator(Recent::label);
    if (query.isLive()) {
      window.setValue(query.recent());
    } else {
      window.setPlaceholder("A window of its own");
    }
    window.addValueChangeListener(change -> go(query.with(change.getValue())));
    filters.add(window);
    if (!query.isLive()) {
      filters.add(
          new Span(
              "%s to %s"
                  .formatted(
                      Show.exact(Objects.requireNonNull(query.from())),
                      Show.exact(Objects.requireNonNull(query.to())))));
    }
    query.filters().forEach((dimension, value) -> filters.add(chip(dimension, value)));
  }

  private Component chip(Dimension dimension, String value) {
    String text = dimension.label() + " " + dimension.text(value);
    Button chip = new Button(text + "  ×", click -> go(query.without(dimension)));
    chip.addThemeVariants(ButtonVariant.LUMO_SMALL);
    chip.setAriaLabel("All again, not only " + text);
    return chip;
  }

  private void show(LatencyState state, LatencyCharts charts, LatencyTables tables) {
    showFigures(state);
    if (state.total().data().isEmpty() && state.usage().data().isEmpty()) {
      content.removeAll();
      content.add(
          new EmptyState(
              "No requests in this window",
              "Choose a longer one, or take a filter away. Workers tell what they served every 20 seconds."));
      return;
    }
    charts.show(state);
    tables.show(state);
    if (charts.getParent().isEmpty()) {
      content.removeAll();
      content.add(charts, tables);
    }
  }

  private void showFigures(LatencyState state) {
    long count = state.usage().data().stream().mapToLong(UsageReport.Line::requests).sum();
    long failed = state.usage().data().stream().mapToLong(UsageReport.Line::errors).sum();
    long seconds = Math.max(1, state.usage().endTime() - state.usage().startTime());
    requests.show(Show.count(count), Show.decimal((double) count / seconds, 2) + " a second");
    errors.show(
        Show.count(failed), count == 0 ? "" : Show.percent((double) failed / count) + " of all");
    showFigure(ttft, state, LatencyKind.TTFT);
    showFigure(tpot, state, LatencyKind.TPOT);
    showFigure(endToEnd, state, LatencyKind.E2E);
  }

  private static void showFigure(Figure figure, LatencyState state, LatencyKind kind) {
    state.total().data().stream()
        .filter(line -> line.kind() == kind)
        .findFirst()
        .ifPresentOrElse(line -> showFigure(figure, line), () -> figure.show("–", ""));
  }

  private static void showFigure(Figure figure, LatencyReport.Line line) {
    figure.show(
        LatencyTexts.millis(line.p95()),
        "p50 %s, p99 %s"
            .formatted(LatencyTexts.millis(line.p50()), LatencyTexts.millis(line.p99())));
  }

  private void goIf(boolean chosen, LatencyKind kind) {
    if (chosen) {
      go(query.with(kind));
    }
  }

  private void lookInto(double time) {
    go(query.around(time));
  }

  private void go(LatencyQuery other) {
    links().go(other);
  }

  private LatencyLinks links() {
    Credentials credentials = credentials();
    return new LatencyLinks(getClass(), () -> source(credentials.caller()));
  }
}
