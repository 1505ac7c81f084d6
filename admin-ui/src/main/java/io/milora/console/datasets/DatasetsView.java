package io.milora.console.datasets;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadI18N;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.datasets.DatasetUpload.Outcome;
import io.milora.console.shared.Age;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Page;
import java.util.List;

/** All datasets of the tenant, and where new ones are dropped. */
@Route("datasets")
@PageTitle("Datasets – MiLoRA")
public final class DatasetsView extends ConsoleView {
  private static final int SHOWN = 200;

  private final Div outcome = new Div();
  private final Div list = new Div();
  private final DataTable<FileObject> table =
      new DataTable<>(
          "Datasets",
          List.of(
              Column.of("Name", file -> Links.dataset(file.id(), file.filename())),
              Column.number("Size", file -> Show.bytes(file.bytes())),
              Column.of("Uploaded", file -> new Age(file.createdAt())),
              Column.of("Next", file -> Links.newJob(file.id(), "Train"))));

  DatasetsView(Workspace workspace, UploadConfig config) {
    super(workspace, "Datasets");
    title("Datasets", "Rows to train adapters on and to measure them with.");
    load(
        () -> {
          Upload zone = dropZone(config.wholeBytes());
          PartUpload large = new PartUpload(platform(), credentials(), config, zone, this::show);
          body(zone, large, outcome, list);
          show(files());
        });
  }

  private Page<FileObject> files() {
    return manage((plane, who) -> plane.files(who, null, SHOWN));
  }

  private Upload dropZone(int mostBytes) {
    Upload upload = new Upload(new DatasetUpload(platform(), credentials(), this::show));
    upload.addClassName("drop-zone");
    upload.setMaxFileSize(mostBytes);
    upload.setAcceptedFileTypes(".jsonl", ".csv", ".parquet", "application/jsonl", "text/csv");
    upload.setDropLabel(
        new Span(
            "Drop a JSONL, CSV or Parquet file here: one chat, or one prompt with its completion, a row"));
    Button choose = new Button("Choose a file");
    choose.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    upload.setUploadButton(choose);
    upload.setI18n(
        new UploadI18N()
            .setUploading(
                new UploadI18N.Uploading()
                    .setError(
                        new UploadI18N.Uploading.Error().setForbidden("Not kept: see below"))));
    return upload;
  }

  private void show(Outcome result) {
    outcome.removeAll();
    switch (result) {
      case Outcome.Kept(FileObject file) -> {
        outcome.add(kept(file));
        attempt(() -> show(files()));
      }
      case Outcome.Refused(ValidationReport report) -> outcome.add(new ReportPanel(report));
      case Outcome.Failed(var error) -> outcome.add(new ErrorNotice(error));
    }
  }

  private static Section kept(FileObject file) {
    Div next =
        new Div(
            Links.button(Links.newJob(file.id(), "Train on it")),
            Links.dataset(file.id(), "Look at its rows"));
    next.addClassName("actions");
    Section panel =
        new Section(
            new H2(file.filename() + " is ready"),
            new Paragraph("Every row can be trained on (%s).".formatted(Show.bytes(file.bytes()))),
            next);
    panel.addClassNames("panel", "good");
    panel.getElement().setAttribute("role", "status");
    return panel;
  }

  private void show(Page<FileObject> files) {
    List<FileObject> rows = files.data();
    list.removeAll();
    if (rows.isEmpty()) {
      list.add(
          new EmptyState(
              "No datasets yet",
              "Drop a file above. Each line of JSONL is an object: {\"messages\": […]} for a chat whose last answer is learnt, or {\"prompt\": …, \"completion\": …}. Tables (CSV, Parquet) have these as columns."));
    } else {
      list.add(table);
      table.show(rows);
    }
  }
}
