package io.milora.console.jobs;

import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextField;
import io.milora.console.platform.NewJob;
import io.milora.console.shared.FormFields;
import io.milora.model.Hyperparameters;
import io.milora.model.MethodSettings;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job to be: two choices, and the rest explained and set. */
final class JobForm extends Div {
  private static final List<String> METHODS =
      List.of(MethodSettings.MiLora.NAME, MethodSettings.Lora.NAME);

  private final transient List<FileObject> files;
  private final transient List<Model> bases;
  private final ComboBox<FileObject> dataset = new ComboBox<>("Dataset");
  private final ComboBox<Model> base = new ComboBox<>("Base model");
  private final ComboBox<FileObject> dev = new ComboBox<>("Dev rows");
  private final RadioButtonGroup<Preset> preset = new RadioButtonGroup<>("How much training");
  private final RadioButtonGroup<String> method = new RadioButtonGroup<>("Method");
  private final TextField suffix = new TextField("Name");
  private final IntegerField rank = new IntegerField("Rank");
  private final IntegerField k = new IntegerField("k");
  private final IntegerField epochs = new IntegerField("Epochs");
  private final NumberField rate = new NumberField("Learning rate, times the usual one");
  private final IntegerField seed = new IntegerField("Seed");

  JobForm(List<FileObject> files, List<Model> bases) {
    this.files = files;
    this.bases = bases;
    addClassNames("panel", "job-form");
    dataset.setItems(files);
    dataset.setItemLabelGenerator(FileObject::filename);
    dataset.setRequired(true);
    dataset.setErrorMessage("Choose the rows to train on");
    base.setItems(bases);
    base.setItemLabelGenerator(Model::id);
    base.setRequired(true);
    base.setErrorMessage("Choose the model to adapt");
    if (bases.size() == 1) {
      base.setValue(bases.getFirst());
    }
    dev.setItems(files);
    dev.setItemLabelGenerator(FileObject::filename);
    dev.setClearButtonVisible(true);
    explainChoices();
    explainNumbers();
    FormLayout choices = new FormLayout(dataset, base, dev, suffix);
    FormLayout numbers = new FormLayout(method, rank, k, epochs, rate, seed);
    add(choices, preset, new Details("All settings", numbers));
  }

  private void explainChoices() {
    dev.setHelperText(
        "Optional. Measured while training, and MiLoRA's activations learn from them.");
    suffix.setHelperText("Optional. Becomes part of the model's name: a to z, 0 to 9 and -.");
    suffix.setAllowedCharPattern("[a-z0-9-]");
    suffix.setMaxLength(64);
    preset.setItems(Preset.values());
    preset.setItemLabelGenerator(Preset::label);
    preset.setValue(Preset.BALANCED);
    preset.setHelperText(Preset.BALANCED.explanation());
    preset.addValueChangeListener(change -> preset.setHelperText(change.getValue().explanation()));
  }

  private void explainNumbers() {
    method.setItems(METHODS);
    method.setItemLabelGenerator(
        name -> name.equals(MethodSettings.MiLora.NAME) ? "MiLoRA" : "LoRA");
    method.setValue(MethodSettings.MiLora.NAME);
    method.setHelperText(
        "MiLoRA's router reads the prompt once and keeps k of seven modules in each layer; LoRA always uses all.");
    method.addValueChangeListener(
        change -> k.setEnabled(MethodSettings.MiLora.NAME.equals(change.getValue())));
    number(rank, 1, 512, "Size of the low-rank pairs. Empty: what suits the base.");
    number(k, 1, 7, "Modules kept in each layer. Empty: 3.");
    number(epochs, 1, 100, "Passes over the rows. Empty: as chosen above.");
    number(seed, 0, Integer.MAX_VALUE, "Equal seeds give equal adapters. Empty: drawn.");
    rate.setMin(0);
    rate.setHelperText("1 is what suits the base. Empty: 1.");
  }

  private static void number(IntegerField field, int min, int max, String help) {
    field.setMin(min);
    field.setMax(max);
    field.setHelperText(help);
    field.setErrorMessage("%d to %d".formatted(min, max));
  }

  /** All fields, to be kept. */
  FormFields typed() {
    return new FormFields()
        .one("dataset", dataset, files, FileObject::id)
        .one("dev", dev, files, FileObject::id)
        .one("base", base, bases, Model::id)
        .text("suffix", suffix)
        .one("preset", preset, List.of(Preset.values()), Preset::name)
        .one("method", method, METHODS, Function.identity())
        .whole("rank", rank)
        .whole("k", k)
        .whole("epochs", epochs)
        .decimal("rate", rate)
        .whole("seed", seed);
  }

  private void chooseBase(String name) {
    bases.stream().filter(model -> model.id().equals(name)).findFirst().ifPresent(base::setValue);
  }

  /** Tells whenever something changes that decides what a trial of the job tells. */
  void onChange(Runnable listener) {
    for (HasValue<?, ?> field :
        List.<HasValue<?, ?>>of(dataset, dev, base, preset, method, epochs)) {
      field.addValueChangeListener(change -> listener.run());
    }
  }

  /** Whether there is enough to try the job out. */
  boolean isComplete() {
    return dataset.getValue() != null && base.getValue() != null && !hasInvalidNumber();
  }

  /** Chooses a dataset, if it is there. */
  void choose(String fileId) {
    find(fileId).ifPresent(dataset::setValue);
  }

  /** Fills in what another job was started with. */
  void fillFrom(FineTuningJob job) {
    choose(job.trainingFile());
    String validation = job.validationFile();
    if (validation != null) {
      find(validation).ifPresent(dev::setValue);
    }
    chooseBase(job.model());
    Hyperparameters settings = JobSettings.of(job);
    method.setValue(
        job.method().type().equals(MethodSettings.Lora.NAME)
            ? MethodSettings.Lora.NAME
            : MethodSettings.MiLora.NAME);
    rank.setValue(settings.rank());
    k.setValue(settings.k());
    epochs.setValue(settings.nEpochs());
    seed.setValue(job.seed());
    if (job.suffix() != null) {
      suffix.setValue(job.suffix());
    }
  }

  private Optional<FileObject> find(String fileId) {
    return files.stream().filter(f -> f.id().equals(fileId)).findFirst();
  }

  /** What was chosen; empty if something is missing, which the fields then say. */
  Optional<NewJob> read() {
    FileObject rows = dataset.getValue();
    Model model = base.getValue();
    dataset.setInvalid(rows == null);
    base.setInvalid(model == null);
    if (rows == null || model == null || hasInvalidNumber()) {
      return Optional.empty();
    }
    FileObject measured = dev.getValue();
    return Optional.of(
        new NewJob(
            model.id(),
            rows.id(),
            measured == null ? null : measured.id(),
            suffix.isEmpty() ? null : suffix.getValue(),
            seed.getValue(),
            method(),
            null));
  }

  private boolean hasInvalidNumber() {
    return rank.isInvalid()
        || k.isInvalid()
        || epochs.isInvalid()
        || rate.isInvalid()
        || seed.isInvalid();
  }

  private NewJob.Method method() {
    boolean routed = MethodSettings.MiLora.NAME.equals(method.getValue());
    Map<String, Object> given = new LinkedHashMap<>();
    put(
        given,
        "n_epochs",
        Objects.requireNonNullElse(epochs.getValue(), preset.getValue().epochs()));
    put(given, "rank", rank.getValue());
    put(given, "k", routed ? k.getValue() : null);
    put(given, "learning_rate_multiplier", rate.getValue());
    return routed ? NewJob.Method.milora(given) : NewJob.Method.lora(given);
  }

  private static void put(Map<String, Object> given, String name, @Nullable Object value) {
    if (value != null) {
      given.put(name, value);
    }
  }
}
