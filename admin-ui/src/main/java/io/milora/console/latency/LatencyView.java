package io.milora.console.latency;

import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.shared.Audience;
import io.milora.console.shared.Workspace;
import java.util.List;

/** How long the tenant's requests waited. */
@Route("latency")
@PageTitle("Latency – MiLoRA")
public final class LatencyView extends LatencyDashboard {
  LatencyView(Workspace workspace) {
    super(workspace, Audience.TENANT, List.of(Dimension.ADAPTER, Dimension.WORKER));
  }

  @Override
  ServedSource source(Caller caller) {
    return ServedSource.ofTenant(platform(), caller);
  }
}
