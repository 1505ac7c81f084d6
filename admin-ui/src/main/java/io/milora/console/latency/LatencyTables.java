package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.RouterLink;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.SlowRequest;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Show;
import io.milora.model.LatencyKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Latencies by group, and the slowest requests. */
final class LatencyTables extends Div {
  private static final int MOST_GROUPS = 50;

  private final Function<LatencyQuery, RouterLink> link;
  private final Consumer<LatencyQuery> go;
  private final List<Dimension> dimensions;
  private final Section groups = new Section();
  private final Section slowest = new Section();

  /**
   * Empty tables.
   *
   * @param dimensions what groups can be told apart by
   * @param link to another dashboard, without a text
   * @param go to another dashboard
   */
  LatencyTables(
      List<Dimension> dimensions,
      Function<LatencyQuery, RouterLink> link,
      Consumer<LatencyQuery> go) {
    this.dimensions = dimensions;
    this.link = link;
    this.go = go;
    groups.addClassName("panel");
    slowest.addClassName("panel");
    add(groups, slowest);
  }

  void show(LatencyState state) {
    groups.removeAll();
    Div head = new Div(new H2("By"), choice(state.query()));
    head.addClassName("panel-head");
    groups.add(head, groups(state));
    slowest.removeAll();
    slowest.add(
        new H2("Slowest requests by " + LatencyTexts.name(state.query().kind())), slowest(state));
  }

  private Select<Dimension> choice(LatencyQuery query) {
    Select<Dimension> choice = new Select<>();
    choice.setAriaLabel("Tell apart by");
    choice.setItems(dimensions);
    choice.setItemLabelGenerator(Dimension::label);
    choice.setValue(query.by());
    choice.addValueChangeListener(change -> go.accept(query.with(change.getValue())));
    return choice;
  }

  private Component groups(LatencyState state) {
    Dimension by = state.query().by();
    List<LatencyReport.Line> lines =
        state.groups().data().stream()
            .sorted(Comparator.comparing(LatencyReport.Line::p95).reversed())
            .limit(MOST_GROUPS)
            .toList();
    if (lines.isEmpty()) {
      return calm("No request has this latency here.");
    }
    DataTable<LatencyReport.Line> table =
        new DataTable<>(
            "By " + by.wireName(),
            List.of(
                Column.of(by.label(), line -> group(state.query(), by, by.value(line))),
                Column.number("Requests", line -> Show.count(line.count())),
                Column.number("p50", line -> LatencyTexts.millis(line.p50())),
                Column.number("p95", line -> LatencyTexts.millis(line.p95())),
                Column.number("p99", line -> LatencyTexts.millis(line.p99())),
                Column.number("Longest", line -> LatencyTexts.millis(line.max()))));
    table.show(lines);
    return table;
  }

  private Component group(LatencyQuery query, Dimension dimension, String value) {
    RouterLink to = link.apply(query.only(dimension, value));
    to.setText(dimension.text(value));
    to.getElement().setAttribute("title", value);
    return to;
  }

  private Component slowest(LatencyState state) {
    if (state.slowest().isEmpty()) {
      return calm("Of each minute the slowest few are kept, for a week; here are none.");
    }
    List<Column<SlowRequest>> columns = new ArrayList<>();
    columns.add(Column.of("Ended", request -> Show.time(request.at())));
    columns.add(Column.of("Request", LatencyTables::id));
    if (dimensions.contains(Dimension.TENANT)) {
      columns.add(
          Column.of(
              "Tenant", r -> group(state.query(), Dimension.TENANT, String.valueOf(r.tenant()))));
    }
    columns.add(Column.text("Model", SlowRequest::alias));
    columns.add(Column.of("Adapter", r -> group(state.query(), Dimension.ADAPTER, r.adapter())));
    columns.add(Column.of("Worker", r -> group(state.query(), Dimension.WORKER, r.worker())));
    columns.add(
        Column.number("Tokens in, out", r -> r.promptTokens() + ", " + r.completionTokens()));
    for (LatencyKind kind : LatencyKind.values()) {
      columns.add(
          Column.number(LatencyTexts.name(kind), r -> LatencyTexts.millis(latency(r, kind))));
    }
    DataTable<SlowRequest> table = new DataTable<>("Slowest requests", columns);
    table.addClassName("wide");
    table.show(state.slowest());
    return table;
  }

  private static @Nullable Double latency(SlowRequest request, LatencyKind kind) {
    return switch (kind) {
      case TTFT -> request.ttft();
      case TPOT -> request.tpot();
      case E2E -> request.e2e();
      case QUEUE -> request.queue();
      case ADAPTER_LOAD -> request.adapterLoad();
    };
  }

  private static Component id(SlowRequest request) {
    Span id = new Span(request.id());
    id.addClassName("small-id");
    return id;
  }

  private static Component calm(String text) {
    Div calm = new Div(text);
    calm.addClassName("calm");
    return calm;
  }
}
