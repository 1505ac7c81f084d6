package io.milora.console.datasets;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.jobs.JobTable;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** One dataset: its rows as they are learnt, and what was trained on it. */
@Route("datasets")
public final class DatasetView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int JOBS = 100;

  private String name = "Dataset";

  DatasetView(Workspace workspace) {
    super(workspace, "Dataset");
  }

  @Override
  public void setParameter(BeforeEvent event, String id) {
    load(() -> show(id));
  }

  @Override
  public String getPageTitle() {
    return name + " – MiLoRA";
  }

  private void show(String id) {
    FileObject file = manage((plane, who) -> plane.file(who, id));
    DatasetPreview preview = preview(id);
    name = file.filename();
    title(name, file.id());
    Button delete = new Button("Delete", click -> confirmDelete(file));
    delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    actions(Links.button(Links.newJob(id, "Train on it")), delete);
    body(figures(file, preview), jobs(id), rows(preview));
  }

  private DatasetPreview preview(String id) {
    try (InputStream content = manage((plane, who) -> plane.content(who, id))) {
      return DatasetPreview.read(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Div figures(FileObject file, DatasetPreview preview) {
    Figure rows = new Figure("Rows");
    rows.show(
        (preview.whole() ? "" : "over ") + Show.count(preview.report().rows()),
        preview.report().format() == null
            ? ""
            : preview.report().format().name().toLowerCase(Locale.ROOT));
    Figure duplicates = new Figure("Equal rows");
    duplicates.show(
        Show.count(preview.report().duplicates()),
        preview.whole() ? "byte for byte" : "in the first 8 MB");
    Figure size = new Figure("Size");
    size.show(Show.bytes(file.bytes()), "uploaded " + Show.ago(file.createdAt()));
    Div figures = new Div(rows, duplicates, size);
    figures.addClassName("figures");
    return figures;
  }

  private Section jobs(String id) {
    List<FineTuningJob> trained =
        manage((plane, who) -> plane.jobs(who, null, JOBS)).data().stream()
            .filter(job -> id.equals(job.trainingFile()) || id.equals(job.validationFile()))
            .toList();
    Section section = new Section(new H2("Trained on it"));
    section.addClassName("panel");
    if (trained.isEmpty()) {
      section.add(
          new EmptyState("No job yet", "Train an adapter on these rows with the button above."));
    } else {
      JobTable table = new JobTable();
      table.show(trained);
      section.add(table);
    }
    return section;
  }

  private static Section rows(DatasetPreview preview) {
    Section section = new Section(new H2("The first rows"));
    section.addClassName("panel");
    preview.rows().forEach(row -> section.add(new RowPanel(row)));
    return section;
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
