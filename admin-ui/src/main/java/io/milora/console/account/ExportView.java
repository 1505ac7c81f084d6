package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.AuditEvent;
import io.milora.console.platform.AuditQuery;
import io.milora.console.session.Credentials;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Download;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import java.util.List;

/** Everything that the tenant has, to take away; and who did so before. */
@Route("export")
@PageTitle("Export – MiLoRA")
public final class ExportView extends ConsoleView {
  private static final String ACTION = "tenant.export";
  private static final int SHOWN = 50;

  ExportView(Workspace workspace) {
    super(workspace, "Export");
    load(this::show);
  }

  private void show() {
    AuditQuery exports = new AuditQuery(null, ACTION, null, null);
    List<AuditEvent> before =
        account((plane, who) -> plane.audit(who, exports, null, SHOWN)).data();
    title("Export", "Everything that %s has, as one zip.".formatted(credentials().tenant()));
    actions(Links.button(download()));
    body(
        panel(
            "What is in it",
            new Paragraph(
                "All rows of the tenant as JSON lines, a file for each table (jobs, events, evaluations, names, members, usage); all files as they were uploaded; all adapters. Its last entry, manifest.json, lists what there is: a zip without it is not complete."),
            new Paragraph(
                "Secrets are not in it. It is made anew while it is sent, so a large one takes its time; each export is recorded in the audit log.")),
        panel("Exports so far", past(before)));
  }

  private static Component past(List<AuditEvent> before) {
    if (before.isEmpty()) {
      return new EmptyState("No export yet", "Whoever exports appears here with the time.");
    }
    DataTable<AuditEvent> table =
        new DataTable<>(
            "Exports so far",
            List.of(
                Column.text("When", event -> Show.exact(event.createdAt())),
                Column.text("Who", event -> String.valueOf(event.actor()))));
    table.show(before);
    return table;
  }

  private Anchor download() {
    Credentials credentials = credentials();
    return Download.link(
        "Export all",
        () ->
            new Download.File(
                platform().account(credentials.caller(), (plane, who) -> plane.export(who)),
                credentials.tenant() + ".zip",
                "application/zip",
                Download.UNKNOWN));
  }
}
