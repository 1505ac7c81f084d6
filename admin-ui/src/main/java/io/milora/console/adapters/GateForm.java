package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.NumberField;
import io.milora.console.platform.NewGate;
import io.milora.console.shared.FormFields;
import io.milora.model.evaluation.Metric;
import io.milora.model.evaluation.PromotionRule.Reference;
import io.milora.model.evaluation.PromotionRule.Unit;
import io.milora.model.openai.FileObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A rule that a version must keep to, before a name moves to it. */
final class GateForm {
  private final Select<Metric> metric = new Select<>();
  private final RadioButtonGroup<Reference> reference = new RadioButtonGroup<>("Compared with");
  private final NumberField value = new NumberField("The number");
  private final NumberField tolerance = new NumberField("How much worse is accepted");
  private final Select<Unit> unit = new Select<>();
  private final ComboBox<FileObject> file = new ComboBox<>("Measured on");

  private final List<FileObject> files;

  GateForm(List<FileObject> files) {
    this.files = files;
    metric.setLabel("Measure");
    metric.setItems(Metric.values());
    metric.setItemLabelGenerator(GateForm::word);
    metric.setValue(Metric.ACCURACY);
    reference.setItems(Reference.values());
    reference.setItemLabelGenerator(
        which ->
            switch (which) {
              case CURRENT -> "the version in use";
              case CONSTANT -> "a number";
            });
    reference.setValue(Reference.CURRENT);
    reference.addValueChangeListener(
        change -> value.setVisible(change.getValue() == Reference.CONSTANT));
    value.setVisible(false);
    value.setErrorMessage("A number; shares are 0 to 1");
    tolerance.setValue(0.0);
    tolerance.setMin(0);
    tolerance.setErrorMessage("0 or more");
    unit.setLabel("Counted in");
    unit.setItems(Unit.values());
    unit.setItemLabelGenerator(
        which ->
            switch (which) {
              case POINTS -> "points of the measure";
              case PERCENT -> "per cent of the other's value";
            });
    unit.setValue(Unit.POINTS);
    file.setItems(files);
    file.setItemLabelGenerator(FileObject::filename);
    file.setClearButtonVisible(true);
    file.setHelperText("Empty: any rows that both versions were measured on.");
  }

  Component[] fields() {
    return new Component[] {metric, reference, value, tolerance, unit, file};
  }

  FormFields typed() {
    return new FormFields()
        .one("metric", metric, List.of(Metric.values()), Metric::name)
        .one("reference", reference, List.of(Reference.values()), Reference::name)
        .decimal("value", value)
        .decimal("tolerance", tolerance)
        .one("unit", unit, List.of(Unit.values()), Unit::name)
        .one("file", file, files, FileObject::id);
  }

  /** Empty if something is missing, which the fields then say. */
  Optional<NewGate> read() {
    boolean constant = reference.getValue() == Reference.CONSTANT;
    value.setInvalid(constant && value.isEmpty());
    if (value.isInvalid() || tolerance.isInvalid()) {
      return Optional.empty();
    }
    FileObject rows = file.getValue();
    return Optional.of(
        new NewGate(
            metric.getValue(),
            reference.getValue(),
            constant ? value.getValue() : null,
            Objects.requireNonNullElse(tolerance.getValue(), 0.0),
            unit.getValue(),
            rows == null ? null : rows.id()));
  }

  private static String word(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
