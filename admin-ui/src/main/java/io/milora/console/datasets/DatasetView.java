package io.milora.console.datasets;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.NewJob;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.Download;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;

/** One dataset: its rows as they are learnt, and what was trained on it. */
@Route("datasets")
public final class DatasetView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int JOBS = 100;
  private static final int FILES = 1000;
  private static final int ROWS = 10;

  private String name = "Dataset";

  DatasetView(Workspace workspace) {
    super(workspace, "Dataset");
  }

  @Override
  public void setParameter(BeforeEvent event, String id) {
    RowWindow window = RowWindow.of(event.getLocation().getQueryParameters());
    load(() -> show(id, window));
  }

  @Override
  public String getPageTitle() {
    return name + " – MiLoRA";
  }

  private void show(String id, RowWindow window) {
    FileObject file = manage((plane, who) -> plane.file(who, id));
    Versions versions =
        new Versions(
            file,
            manage((plane, who) -> plane.files(who, null, FILES)).data(),
            manage((plane, who) -> plane.jobs(who, null, JOBS)).data());
    name = file.filename();
    title(name, file.id());
    Button delete = new Button("Delete", click -> confirmDelete(file));
    delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    actions(Links.button(Links.newJob(id, "Train on it")), download(file), delete);
    DatasetFigures figures = new DatasetFigures(file);
    LengthsPanel lengths = new LengthsPanel();
    body(figures, versions.trained(), versions.named(), lengths, rows(id, window));
    measure(id, window, figures, lengths);
  }

  /** Equal rows are counted by trying a job out, once it is known on which base. */
  private void measure(String id, RowWindow window, DatasetFigures figures, LengthsPanel lengths) {
    lengths.begin();
    later(
        caller ->
            platform().serve(caller, (door, who) -> door.lengths(who, id, window.maxLength())),
        found -> {
          figures.show(found);
          lengths.show(found);
          countEqual(NewJob.usual(found.baseModel(), id), figures);
        },
        error -> lengths.fail(error, () -> measure(id, window, figures, lengths)));
  }

  private void countEqual(NewJob job, DatasetFigures figures) {
    later(
        caller -> platform().manage(caller, (plane, who) -> plane.tryOut(who, job.tryOut())),
        figures::show,
        error -> figures.notCounted());
  }

  private RowsPanel rows(String id, RowWindow window) {
    RowsPanel panel =
        new RowsPanel(
            window, other -> UI.getCurrent().navigate(DatasetView.class, id, other.query()));
    try {
      panel.show(
          serve((door, who) -> door.rows(who, id, window.after(), ROWS, window.maxLength())));
    } catch (PlatformException e) {
      panel.add(new ErrorNotice(e));
    }
    return panel;
  }

  /** As it was uploaded. */
  private Anchor download(FileObject file) {
    Credentials credentials = credentials();
    return Download.link(
        "Download",
        () ->
            new Download.File(
                platform()
                    .manage(credentials.caller(), (plane, who) -> plane.content(who, file.id())),
                file.filename(),
                "application/octet-stream",
                file.bytes()));
  }

  private void confirmDelete(FileObject file) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Delete " + file.filename() + "?");
    dialog.setText("Adapters that were trained on it stay. The rows cannot be brought back.");
    dialog.setCancelable(true);
    dialog.setConfirmText("Delete");
    dialog.setConfirmButtonTheme("error primary");
    dialog.addConfirmListener(
        confirmed ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.deleteFile(who, file.id()));
                  UI.getCurrent().navigate(DatasetsView.class);
                }));
    dialog.open();
  }
}
