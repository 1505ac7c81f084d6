package io.milora.console.datasets;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.DatasetLengths;
import io.milora.console.platform.DryRun;
import io.milora.console.shared.Age;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import io.milora.model.openai.FileObject;

/** A dataset in numbers; they come one after the other. */
final class DatasetFigures extends Div {
  private final Figure rows = new Figure("Rows");
  private final Figure trained = new Figure("Tokens learnt");
  private final Figure problems = new Figure("Rows cut or refused");
  private final Figure equal = new Figure("Equal rows");

  DatasetFigures(FileObject file) {
    addClassName("figures");
    Figure size = new Figure("Size");
    size.show(Show.bytes(file.bytes()), new Span("uploaded "), new Age(file.createdAt()));
    add(rows, trained, problems, equal, size);
  }

  void show(DatasetLengths lengths) {
    rows.show(
        (lengths.complete() ? "" : "over ") + Show.count(lengths.rows()),
        lengths.complete() ? "" : "so many were measured");
    trained.show(
        Show.count(lengths.trainedTokens()),
        "an epoch; %s more are read".formatted(Show.count(lengths.promptTokens())));
    problems.show(
        Show.count((long) lengths.cutRows() + lengths.refusedRows()),
        lengths.refusedRows() == 0
            ? "none is refused"
            : Show.count(lengths.refusedRows()) + " refused: a job with them does not start");
  }

  void show(DryRun run) {
    DryRun.Rows file = run.files().getFirst();
    rows.show(Show.count(file.rows()), "");
    equal.show(
        Show.count(file.duplicates()),
        file.duplicates() == 0 ? "all are different" : "byte for byte as an earlier one");
  }

  /** Nothing can be said of equal rows, as a job would not begin. */
  void notCounted() {
    equal.show("–", "counted when a job could start");
  }
}
