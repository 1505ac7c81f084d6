package io.milora.console.operations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.NewTenant;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.platform.TenantDeletion;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Audience;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Download;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.FormFields;
import io.milora.console.shared.Meter;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** All tenants: their state, and what they use of their quotas. */
@Route("operations/tenants")
@PageTitle("Tenants – MiLoRA")
public final class TenantsView extends ConsoleView implements BeforeEnterObserver {
  private static final String FIND = "find";

  private final TextField search = new TextField();
  private final Div list = new Div();
  private final DataTable<TenantStanding> table =
      new DataTable<>(
          "Tenants",
          List.of(
              Column.of("Tenant", TenantsView::name),
              Column.of("State", TenantsView::state),
              meter(Quota.REQUESTS_PER_MINUTE, "Requests a minute", Show::count),
              meter(Quota.TOKENS_PER_MINUTE, "Tokens a minute", Show::count),
              meter(Quota.TRAINING_TOKENS_PER_MONTH, "Trained this month", Show::count),
              meter(Quota.STORAGE_BYTES, "Storage", Show::bytes),
              meter(Quota.RUNNING_JOBS, "Running jobs", Show::count),
              Column.of("Actions", this::rowActions)));
  private List<TenantStanding> tenants = List.of();

  TenantsView(Workspace workspace) {
    super(workspace, "Tenants", Audience.OPERATORS);
    search.setPlaceholder("Find a tenant");
    search.setAriaLabel("Find a tenant");
    search.setClearButtonVisible(true);
    search.setValueChangeMode(ValueChangeMode.LAZY);
    search.addValueChangeListener(change -> refresh());
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    search.setValue(event.getLocation().getQueryParameters().getSingleParameter(FIND).orElse(""));
    load(
        () -> {
          Button create = new Button("New tenant", click -> create());
          create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
          actions(search, create);
          body(list);
          show(read(credentials().caller()));
          watch("tenants", this::read, this::show);
        });
  }

  private List<TenantStanding> read(Caller caller) {
    return platform().operate(caller, TenantStanding::read);
  }

  private void show(List<TenantStanding> now) {
    tenants = now;
    long suspended = now.stream().filter(TenantStanding::isSuspended).count();
    title(
        "Tenants",
        now.size() + " in all" + (suspended == 0 ? "" : ", " + suspended + " suspended"));
    refresh();
  }

  private void refresh() {
    String wanted = search.getValue().toLowerCase(Locale.ROOT).strip();
    List<TenantStanding> found =
        tenants.stream().filter(one -> one.tenant().name().contains(wanted)).toList();
    if (found.isEmpty()) {
      list.removeAll();
      list.add(
          tenants.isEmpty()
              ? new EmptyState("No tenants yet", "Create the first one; then invite its admin.")
              : new EmptyState("No such tenant", "No tenant's name contains " + wanted + "."));
      return;
    }
    table.show(found);
    if (table.getParent().isEmpty()) {
      list.removeAll();
      list.add(table);
    }
  }

  private static Component name(TenantStanding standing) {
    return new Anchor(
        "operations/queue?tenant=" + standing.tenant().name(), standing.tenant().name());
  }

  private static Component state(TenantStanding standing) {
    Long deletion = standing.tenant().deletionAt();
    if (deletion != null) {
      Duration left = Duration.between(Instant.now(), Instant.ofEpochSecond(deletion));
      Span when = new Span(left.isPositive() ? "in " + Show.duration(left) : "its time has come");
      when.getElement().setAttribute("title", "Gone at " + Show.exact(deletion));
      Div state =
          new Div(
              new Pill(left.isPositive() ? "to be deleted" : "being removed", Pill.Tone.BAD), when);
      state.addClassName("named");
      return state;
    }
    return standing.isSuspended()
        ? new Pill("suspended", Pill.Tone.WARN)
        : new Pill("active", Pill.Tone.GOOD);
  }

  private static Column<TenantStanding> meter(
      Quota quota, String title, LongFunction<String> text) {
    return Column.of(
        title, standing -> new Meter(standing.used().of(quota), standing.limits().of(quota), text));
  }

  private Component rowActions(TenantStanding standing) {
    String name = standing.tenant().name();
    Div actions = new Div();
    actions.addClassName("row-actions");
    if (standing.tenant().deletionAt() != null) {
      actions.add(small("Restore", name, () -> attempt(() -> restore(name))), export(name));
      return actions;
    }
    actions.add(
        small(
            "Quota",
            name,
            () ->
                QuotaForm.open(draft("quota." + name), standing, limits -> setQuota(name, limits))),
        standing.isSuspended()
            ? small("Resume", name, () -> attempt(() -> resume(name)))
            : small("Suspend", name, () -> confirmSuspension(name)),
        export(name),
        small("Delete", name, () -> DeletionForm.open(name, wish -> delete(name, wish))));
    return actions;
  }

  private Anchor export(String tenant) {
    Credentials credentials = credentials();
    Anchor export =
        Download.link(
            "Export",
            () ->
                new Download.File(
                    platform()
                        .operate(credentials.caller(), (plane, who) -> plane.export(who, tenant)),
                    tenant + ".zip",
                    "application/zip",
                    Download.UNKNOWN));
    export.getElement().setAttribute("aria-label", "Export " + tenant);
    return export;
  }

  private void delete(String tenant, TenantDeletion wish) {
    operate((plane, who) -> plane.deleteTenant(who, tenant, wish));
    show(read(credentials().caller()));
  }

  private void restore(String tenant) {
    operate((plane, who) -> plane.restore(who, tenant));
    show(read(credentials().caller()));
  }

  private static Button small(String verb, String tenant, Runnable action) {
    Button button = new Button(verb, click -> action.run());
    button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
    button.setAriaLabel(verb + " " + tenant);
    return button;
  }

  private void setQuota(String tenant, QuotaAmounts limits) {
    operate((plane, who) -> plane.setQuota(who, tenant, limits));
    show(read(credentials().caller()));
  }

  private void resume(String tenant) {
    operate((plane, who) -> plane.resume(who, tenant));
    show(read(credentials().caller()));
  }

  private void confirmSuspension(String tenant) {
    Confirmation.ask(
        "Suspend " + tenant + "?",
        "Within a second its keys and people are refused, and its jobs are paused. Nothing is lost; you can resume it.",
        "Suspend",
        () ->
            attempt(
                () -> {
                  operate((plane, who) -> plane.suspend(who, tenant));
                  show(read(credentials().caller()));
                }));
  }

  private void create() {
    TextField name = new TextField("Name");
    name.setHelperText("Part of its models' names: 1 to 63 of a-z, 0-9 and inner hyphens.");
    new FormDialog(
            "New tenant",
            "Create",
            () -> {
              operate((plane, who) -> plane.createTenant(who, new NewTenant(name.getValue())));
              show(read(credentials().caller()));
              return true;
            },
            name)
        .keeping(draft("tenant"), new FormFields().text("name", name))
        .open();
  }
}
