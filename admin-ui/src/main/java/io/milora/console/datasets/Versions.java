package io.milora.console.datasets;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.milora.console.jobs.JobTable;
import io.milora.console.jobs.JobTexts;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import java.util.List;

/**
 * The files of one name, and what was trained on each.
 *
 * @param file the one that is looked at
 * @param files all of the tenant, newest first
 * @param jobs the newest of the tenant, newest first
 */
record Versions(FileObject file, List<FileObject> files, List<FineTuningJob> jobs) {

  /** What was trained on the one that is looked at. */
  Section trained() {
    Section section = new Section(new H2("Trained on it"));
    section.addClassName("panel");
    List<FineTuningJob> found = jobsOn(file);
    if (found.isEmpty()) {
      section.add(
          new EmptyState("No job yet", "Train an adapter on these rows with the button above."));
    } else {
      JobTable table = new JobTable();
      table.show(found);
      section.add(table);
    }
    return section;
  }

  /** The files with its name; nothing if it is the only one. */
  Component named() {
    List<FileObject> same =
        files.stream().filter(other -> other.filename().equals(file.filename())).toList();
    if (same.size() < 2) {
      return new Div();
    }
    DataTable<FileObject> table =
        new DataTable<>(
            "Versions",
            List.of(
                Column.of("Uploaded", this::version),
                Column.number("Size", other -> Show.bytes(other.bytes())),
                Column.of("Trained on it", this::links)));
    table.show(same);
    Section section = new Section(new H2("Versions of " + file.filename()), table);
    section.addClassName("panel");
    return section;
  }

  private Component version(FileObject other) {
    return other.id().equals(file.id())
        ? new Div(
            new Span(Show.exact(other.createdAt()) + " "), new Pill("this one", Pill.Tone.GOOD))
        : Links.dataset(other.id(), Show.exact(other.createdAt()));
  }

  private Component links(FileObject other) {
    Div links = new Div();
    links.addClassName("pills");
    jobsOn(other).forEach(job -> links.add(Links.job(job.id(), JobTexts.name(job))));
    if (links.getChildren().findAny().isEmpty()) {
      links.add(new Span("–"));
    }
    return links;
  }

  private List<FineTuningJob> jobsOn(FileObject other) {
    return jobs.stream()
        .filter(
            job -> other.id().equals(job.trainingFile()) || other.id().equals(job.validationFile()))
        .toList();
  }
}
