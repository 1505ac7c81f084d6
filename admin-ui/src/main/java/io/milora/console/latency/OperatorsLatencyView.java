package io.milora.console.latency;

import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.shared.Audience;
import io.milora.console.shared.Workspace;
import java.util.List;

/** How long requests of all tenants waited. */
@Route("operations/latency")
@PageTitle("Latency of all – MiLoRA")
public final class OperatorsLatencyView extends LatencyDashboard {
  OperatorsLatencyView(Workspace workspace) {
    super(workspace, Audience.OPERATORS, List.of(Dimension.values()));
  }

  @Override
  ServedSource source(Caller caller) {
    return ServedSource.ofAll(platform(), caller);
  }
}
