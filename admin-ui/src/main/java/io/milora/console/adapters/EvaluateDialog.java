package io.milora.console.adapters;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.textfield.IntegerField;
import io.milora.console.platform.NewEvaluation;
import io.milora.console.shared.FormDialog;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Asks on which rows, and against what, a version is to be measured. */
final class EvaluateDialog {
  private static final int USUAL_ROWS = 100;
  private static final int MOST_ROWS = 1000;

  private final String model;
  private final Consumer<NewEvaluation> start;
  private final ComboBox<FileObject> file = new ComboBox<>("Rows to measure on");
  private final ComboBox<Model> against = new ComboBox<>("Compared with");
  private final IntegerField rows = new IntegerField("Rows to answer at most");

  private EvaluateDialog(String model, Consumer<NewEvaluation> start) {
    this.model = model;
    this.start = start;
  }

  static void open(
      Catalogue catalogue, List<FileObject> files, String model, Consumer<NewEvaluation> start) {
    new EvaluateDialog(model, start).open(catalogue, files);
  }

  private void open(Catalogue catalogue, List<FileObject> files) {
    file.setItems(files);
    file.setItemLabelGenerator(FileObject::filename);
    file.setErrorMessage("Choose rows that it was not trained on");
    file.setHelperText(
        "Rows that it was not trained on tell how good it is; others how well it learnt them.");
    List<Model> others =
        Stream.concat(catalogue.bases().stream(), catalogue.versions().stream())
            .filter(other -> !other.id().equals(model))
            .toList();
    against.setItems(others);
    against.setItemLabelGenerator(
        other ->
            other.parent() == null ? other.id() + " (base)" : ModelName.of(other.id()).shortName());
    against.setValue(others.getFirst());
    against.setErrorMessage("Choose the base or another version");
    rows.setValue(USUAL_ROWS);
    rows.setMin(1);
    rows.setMax(MOST_ROWS);
    rows.setErrorMessage("1 to " + MOST_ROWS);
    new FormDialog(
            "Measure " + ModelName.of(model).shortName(),
            "Measure",
            this::start,
            file,
            against,
            rows)
        .open();
  }

  private boolean start() {
    FileObject chosen = file.getValue();
    Model other = against.getValue();
    file.setInvalid(chosen == null);
    against.setInvalid(other == null);
    if (chosen == null || other == null || rows.isInvalid()) {
      return false;
    }
    start.accept(
        new NewEvaluation(
            model,
            chosen.id(),
            other.id(),
            Objects.requireNonNullElse(rows.getValue(), USUAL_ROWS)));
    return true;
  }
}
