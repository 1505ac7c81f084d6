package io.milora.console.operations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Worker;
import io.milora.console.shared.Age;
import io.milora.console.shared.Audience;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Meter;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.WorkerReport;
import java.util.List;

/** The processes that train and serve. */
@Route("operations/workers")
@PageTitle("Workers – MiLoRA")
public final class WorkersView extends ConsoleView {
  private final Div list = new Div();
  private final Div memory = new Div();
  private List<Worker> shown = List.of();

  WorkersView(Workspace workspace) {
    super(workspace, "Workers", Audience.OPERATORS);
    load(
        () -> {
          body(list, memory);
          show(read(credentials().caller()));
          watch("workers", this::read, this::show);
        });
  }

  private List<Worker> read(Caller caller) {
    return platform().operate(caller, (plane, who) -> plane.workers(who)).data();
  }

  private void show(List<Worker> workers) {
    long alive = workers.stream().filter(Worker::isAlive).count();
    title("Workers", alive + " at work; those that ended are shown for a day.");
    if (workers.equals(shown)) {
      return;
    }
    shown = workers;
    list.removeAll();
    memory.removeAll();
    if (workers.isEmpty()) {
      list.add(
          new EmptyState(
              "No worker has given a sign of life",
              "Start one; ./milora up does so for the programs of this machine."));
      return;
    }
    DataTable<Worker> table = table();
    table.show(workers);
    list.add(table);
    workers.stream().filter(Worker::isAlive).map(WorkersView::adapters).forEach(memory::add);
  }

  private DataTable<Worker> table() {
    return new DataTable<>(
        "Workers",
        List.of(
            Column.of("Worker", WorkersView::name),
            Column.of("State", WorkerTexts::state),
            Column.text(
                "Device", worker -> worker.report() == null ? "–" : worker.report().device()),
            Column.of("Slots in use", WorkersView::slots),
            Column.number("Waiting", WorkersView::waiting),
            Column.number("Memory", WorkersView::memory),
            Column.of("Adapters in memory", WorkersView::adapterMemory),
            Column.of("Last sign of life", worker -> new Age(worker.heartbeatAt())),
            Column.of("Actions", this::drain)));
  }

  private static Component name(Worker worker) {
    Span id = new Span(worker.address());
    id.addClassName("small-id");
    Div name = new Div(new Span(WorkerTexts.name(worker)), id);
    name.addClassName("named");
    return name;
  }

  private static Component slots(Worker worker) {
    WorkerReport report = worker.report();
    return report == null
        ? new Span("–")
        : new Meter((long) report.busy(), (long) report.slots(), Show::count);
  }

  private static String waiting(Worker worker) {
    WorkerReport report = worker.report();
    return report == null ? "–" : Show.count(report.waiting());
  }

  private static String memory(Worker worker) {
    WorkerReport report = worker.report();
    return report == null || report.memoryBytes() == 0 ? "–" : Show.bytes(report.memoryBytes());
  }

  private static Component adapterMemory(Worker worker) {
    WorkerReport.Adapters adapters = worker.report() == null ? null : worker.report().adapters();
    return adapters == null
        ? new Span("–")
        : new Meter(adapters.bytes(), adapters.maxBytes(), Show::bytes);
  }

  private Component drain(Worker worker) {
    if (!worker.isAlive()) {
      return new Span();
    }
    Button button =
        worker.drain()
            ? new Button("Take work again", click -> attempt(() -> setDrain(worker, false)))
            : new Button("Drain", click -> confirmDrain(worker));
    button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
    button.setAriaLabel(button.getText() + ": " + WorkerTexts.name(worker));
    return button;
  }

  private void confirmDrain(Worker worker) {
    Confirmation.ask(
        "Drain " + WorkerTexts.name(worker) + "?",
        "It finishes what it has and takes nothing new, within about ten seconds. You can let it take work again.",
        "Drain",
        () -> attempt(() -> setDrain(worker, true)));
  }

  private void setDrain(Worker worker, boolean drain) {
    operate(
        (plane, who) -> drain ? plane.drain(who, worker.id()) : plane.undrain(who, worker.id()));
    show(read(credentials().caller()));
  }

  private static Component adapters(Worker worker) {
    WorkerReport.Adapters adapters = worker.report() == null ? null : worker.report().adapters();
    if (adapters == null || adapters.newest().isEmpty()) {
      return new Div();
    }
    DataTable<WorkerReport.Resident> table =
        new DataTable<>(
            "Adapters of " + WorkerTexts.name(worker),
            List.of(
                Column.of("Content hash", resident -> hash(resident.hash())),
                Column.number("Size", resident -> Show.bytes(resident.bytes())),
                Column.number("Requests that use it", r -> Show.count(r.leases())),
                Column.of(
                    "Stays", r -> r.pinned() ? new Pill("pinned", Pill.Tone.BUSY) : new Span())));
    table.show(adapters.newest());
    String title =
        "%s of %s adapters of %s, the most recently used first"
            .formatted(
                adapters.newest().size(), Show.count(adapters.count()), WorkerTexts.name(worker));
    return panel(title, table);
  }

  private static Component hash(String hash) {
    Span span = new Span(hash.substring(0, Math.min(hash.length(), 16)));
    span.addClassName("small-id");
    span.getElement().setAttribute("title", hash);
    return span;
  }
}
