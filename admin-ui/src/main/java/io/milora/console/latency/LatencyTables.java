package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.SlowRequest;
import io.milora.console.shared.Age;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.model.LatencyKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latencies by group, and the slowest requests. */
final class LatencyTables extends Div {
  private final LatencyQuery query;
  private final transient LatencyLinks links;
  private final LatencyGroups groups;
  private final DataTable<SlowRequest> slowest;
  private final Div none =
      new Div("Of each minute the slowest few are kept, for a week; here are none.");

  /**
   * Empty tables.
   *
   * @param dimensions what groups can be told apart by
   */
  LatencyTables(LatencyQuery query, List<Dimension> dimensions, LatencyLinks links) {
    this.query = query;
    this.links = links;
    groups = new LatencyGroups(query, dimensions, links);
    slowest = new DataTable<>("Slowest requests", columns(dimensions));
    slowest.addClassName("wide");
    none.addClassName("calm");
    Section requests =
        new Section(
            new H2("Slowest requests by " + LatencyTexts.name(query.kind())), none, slowest);
    requests.addClassName("panel");
    add(groups, requests);
  }

  void show(LatencyState state) {
    groups.show(state.groups().data());
    slowest.show(state.slowest());
    slowest.setVisible(!state.slowest().isEmpty());
    none.setVisible(state.slowest().isEmpty());
  }

  private List<Column<SlowRequest>> columns(List<Dimension> dimensions) {
    List<Column<SlowRequest>> columns = new ArrayList<>();
    columns.add(Column.of("Ended", request -> new Age(request.at())));
    columns.add(Column.of("Request", LatencyTables::id));
    if (dimensions.contains(Dimension.TENANT)) {
      columns.add(
          Column.of(
              "Tenant", r -> links.only(query, Dimension.TENANT, String.valueOf(r.tenant()))));
    }
    columns.add(Column.text("Model", SlowRequest::alias));
    columns.add(Column.of("Adapter", r -> links.only(query, Dimension.ADAPTER, r.adapter())));
    columns.add(Column.of("Worker", r -> links.only(query, Dimension.WORKER, r.worker())));
    columns.add(
        Column.number("Tokens in, out", r -> r.promptTokens() + ", " + r.completionTokens()));
    for (LatencyKind kind : LatencyKind.values()) {
      columns.add(
          Column.number(LatencyTexts.name(kind), r -> LatencyTexts.millis(latency(r, kind))));
    }
    return columns;
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
}
