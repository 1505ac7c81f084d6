package io.milora.console.audit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.AuditEvent;
import io.milora.console.platform.AuditQuery;
import io.milora.console.session.Credentials;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.Download;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tenant's audit log: who changed what, filtered, and taken away as a file. */
@Route("audit")
@PageTitle("Audit log – MiLoRA")
public final class AuditView extends ConsoleView implements BeforeEnterObserver {
  private static final int PAGE = 50;
  private static final int OFFERED = 300;
  private static final int MOST_EXPORTED = 10_000;

  private final AuditTable table = new AuditTable();
  private final Button more = new Button("Show older changes", click -> attempt(this::loadOlder));
  private final List<AuditEvent> events = new ArrayList<>();
  private AuditFilter filter = AuditFilter.of(QueryParameters.empty());

  AuditView(Workspace workspace) {
    super(workspace, "Audit log");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    filter = AuditFilter.of(event.getLocation().getQueryParameters());
    load(this::show);
  }

  private void show() {
    title("Audit log", "Who changed what. Every line is chained to all before it.");
    List<AuditEvent> newest = page(AuditQuery.all(), null, OFFERED).data();
    Page<AuditEvent> found = page(filter.asked(), null, PAGE);
    events.clear();
    events.addAll(found.data());
    more.setVisible(found.hasMore());
    actions(export("CSV", "csv", "text/csv"), export("JSON lines", "jsonl", "application/jsonl"));
    AuditFilters filters =
        new AuditFilters(
            filter,
            newest,
            chosen ->
                UI.getCurrent().navigate(AuditView.class, QueryParameters.simple(chosen.query())));
    table.show(events);
    body(filters, events.isEmpty() ? nothing() : new Div(table), more);
  }

  private EmptyState nothing() {
    return filter.isEmpty()
        ? new EmptyState(
            "Nothing was changed yet",
            "Every change of keys, people, files, jobs and names appears here.")
        : new EmptyState(
            "No such change",
            "Nothing in the log fits these filters.",
            new Anchor("audit", "Show all"));
  }

  private Page<AuditEvent> page(AuditQuery query, @Nullable String after, int limit) {
    return account((plane, who) -> plane.audit(who, query, after, limit));
  }

  private void loadOlder() {
    Page<AuditEvent> older = page(filter.asked(), events.getLast().id(), PAGE);
    events.addAll(older.data());
    more.setVisible(older.hasMore());
    table.show(events);
  }

  /** What the filters leave, the newest {@value #MOST_EXPORTED} of it. */
  private Anchor export(String text, String format, String mediaType) {
    Credentials credentials = credentials();
    AuditQuery query = filter.asked();
    return Download.link(
        "Download as " + text,
        () ->
            Download.File.of(
                platform()
                    .account(
                        credentials.caller(),
                        (plane, who) -> plane.auditFile(who, query, format, MOST_EXPORTED)),
                "audit." + format,
                mediaType));
  }
}
