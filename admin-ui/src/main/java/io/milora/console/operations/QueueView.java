package io.milora.console.operations;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.jobs.JobPill;
import io.milora.console.platform.Caller;
import io.milora.console.platform.QueuedJob;
import io.milora.console.shared.Age;
import io.milora.console.shared.Audience;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Workspace;
import io.milora.model.JobStatus;
import io.milora.model.openai.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Jobs of all tenants that run or wait, in their order, and why they wait. */
@Route("operations/queue")
@PageTitle("Queue – MiLoRA")
public final class QueueView extends ConsoleView implements BeforeEnterObserver {
  private static final String TENANT = "tenant";
  private static final String ALL = "All tenants";

  private final Select<String> tenants = new Select<>();
  private final Div list = new Div();
  private final DataTable<QueuedJob> table =
      new DataTable<>(
          "Queue",
          List.of(
              Column.number("Place", job -> job.position() == null ? "" : "" + job.position()),
              Column.text("Job", QueuedJob::name),
              Column.of("Tenant", job -> tenant(job.tenant())),
              Column.of("State", job -> JobPill.of(job.status())),
              Column.text("Where it stands", QueueTexts::standing),
              Column.text("Worker", QueueView::worker),
              Column.text("Method", QueuedJob::method),
              Column.number("Tokens", QueueTexts::progress),
              Column.of("Created", job -> new Age(job.createdAt()))));
  private String wanted = ALL;

  QueueView(Workspace workspace) {
    super(workspace, "Queue", Audience.OPERATORS);
    tenants.setAriaLabel("Tenant");
    tenants.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            choose(change.getValue());
          }
        });
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    wanted = event.getLocation().getQueryParameters().getSingleParameter(TENANT).orElse(ALL);
    load(
        () -> {
          body(tenants, list);
          show(read(credentials().caller()));
          watch("queue", this::read, this::show);
        });
  }

  private Page<QueuedJob> read(Caller caller) {
    return platform().operate(caller, (plane, who) -> plane.queue(who));
  }

  private void show(Page<QueuedJob> page) {
    List<QueuedJob> jobs = page.data();
    title(
        "Queue",
        "%d running, %d waiting, %d paused%s"
            .formatted(
                count(jobs, JobStatus.RUNNING) + count(jobs, JobStatus.PAUSING),
                count(jobs, JobStatus.QUEUED) + count(jobs, JobStatus.VALIDATING_FILES),
                count(jobs, JobStatus.PAUSED),
                page.hasMore() ? ", and more behind them" : ""));
    List<String> names =
        Stream.concat(Stream.of(ALL, wanted), jobs.stream().map(QueuedJob::tenant).sorted())
            .distinct()
            .toList();
    tenants.setItems(names);
    tenants.setValue(wanted);
    List<QueuedJob> shown =
        jobs.stream().filter(job -> wanted.equals(ALL) || job.tenant().equals(wanted)).toList();
    list.removeAll();
    if (shown.isEmpty()) {
      list.add(new EmptyState("Nothing to train", "No job runs, waits or is paused."));
    } else {
      table.show(shown);
      list.add(table);
    }
  }

  private static long count(List<QueuedJob> jobs, JobStatus status) {
    return jobs.stream().filter(job -> job.status() == status).count();
  }

  private static Anchor tenant(String name) {
    return new Anchor("operations/queue?tenant=" + name, name);
  }

  private static String worker(QueuedJob job) {
    String worker = job.workerId();
    return worker == null ? "" : WorkerTexts.shortId(worker);
  }

  private static void choose(String tenant) {
    UI.getCurrent()
        .navigate(
            QueueView.class,
            tenant.equals(ALL)
                ? QueryParameters.empty()
                : QueryParameters.simple(Map.of(TENANT, tenant)));
  }
}
