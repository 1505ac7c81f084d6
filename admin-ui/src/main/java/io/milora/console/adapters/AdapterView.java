package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Evaluation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One adapter version: how good it is, where it comes from, and what it is called. */
@Route("adapters")
public final class AdapterView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int SHOWN = 100;
  private static final int FILES = 1000;

  private String name = "Adapter";
  private transient @Nullable List<Evaluation> shown;

  AdapterView(Workspace workspace) {
    super(workspace, "Adapter");
  }

  @Override
  public void setParameter(BeforeEvent event, String model) {
    load(() -> show(model));
  }

  @Override
  public String getPageTitle() {
    return name + " – MiLoRA";
  }

  private void show(String model) {
    Catalogue catalogue = Catalogue.of(serve((door, who) -> door.models(who)).data());
    Optional<Model> version = catalogue.version(model);
    if (version.isEmpty()) {
      title("Adapter", model);
      body(
          new EmptyState(
              "There is no such adapter",
              "It may belong to another tenant; the list shows all of this one.",
              Links.button(new Anchor("adapters", "Show adapters"))));
      return;
    }
    name = ModelName.of(model).shortName();
    title(name, model);
    shown = null;
    Button promote =
        new Button(
            "Promote",
            click ->
                new PromoteDialog(
                        this::manageAlias, catalogue, model, () -> load(() -> show(model)))
                    .open());
    promote.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    Button measure = new Button("Measure", click -> attempt(() -> openMeasure(catalogue, model)));
    actions(promote, measure, Links.playground(model, "Try it"), Links.router(model, "Router"));
    Div measured = new Div();
    body(names(catalogue, model), measured, lineage(version.get()));
    showEvaluations(measured, evaluations(credentials().caller(), model));
    watch(
        "evaluations of " + model,
        caller -> evaluations(caller, model),
        found -> showEvaluations(measured, found));
  }

  private void openMeasure(Catalogue catalogue, String model) {
    List<FileObject> files =
        manage((plane, who) -> plane.files(who, null, FILES)).data().stream()
            .filter(file -> file.purpose() == FilePurpose.FINE_TUNE)
            .toList();
    EvaluateDialog.open(
        catalogue, files, model, wanted -> manage((plane, who) -> plane.evaluate(who, wanted)));
  }

  /** The dialog asks through the view, which knows in whose name. */
  private <T> T manageAlias(
      java.util.function.BiFunction<
              io.milora.console.platform.ControlPlane, io.milora.console.platform.Caller, T>
          call) {
    return manage(call);
  }

  private static Section names(Catalogue catalogue, String model) {
    Section section = panel("Names");
    List<String> names = catalogue.aliasesOf(model);
    if (names.isEmpty()) {
      section.add(
          new Paragraph(
              "No name stands for this version: applications reach it by its full name only."));
    }
    names.forEach(alias -> section.add(new Div(new Anchor("aliases/" + alias, alias))));
    return section;
  }

  private List<Evaluation> evaluations(Caller caller, String model) {
    return platform().manage(caller, (plane, who) -> plane.evaluations(who, SHOWN)).data().stream()
        .filter(e -> model.equals(e.model()) || model.equals(e.against()))
        .toList();
  }

  private void showEvaluations(Div place, List<Evaluation> found) {
    if (found.equals(shown)) {
      return;
    }
    shown = found;
    Section section = panel("Evaluations");
    if (found.isEmpty()) {
      section.add(
          new EmptyState(
              "Not measured yet",
              "A job with dev rows measures its adapter at the end; the button above measures it on any rows."));
    }
    found.forEach(evaluation -> section.add(evaluation(evaluation)));
    place.removeAll();
    place.add(section);
  }

  private static Component evaluation(Evaluation evaluation) {
    Div shown = new Div();
    shown.addClassName("evaluation");
    shown.add(
        new H3(
            "%s, %s%s"
                .formatted(
                    ModelName.of(evaluation.model()).shortName(),
                    evaluation.fineTuningJobId() == null ? "" : "at the end of its job, ",
                    Show.ago(evaluation.createdAt()))));
    Scores.table(evaluation)
        .ifPresentOrElse(
            shown::add,
            () ->
                shown.add(
                    new Paragraph(
                        evaluation.error() == null
                            ? evaluation.status().name().toLowerCase(Locale.ROOT)
                            : evaluation.error().message())));
    String file = evaluation.file();
    if (file != null) {
      shown.add(Links.dataset(file, "The rows it was measured on"));
    }
    return shown;
  }

  private Section lineage(Model version) {
    Section section = panel("Where it comes from");
    Div steps = new Div();
    steps.addClassName("lineage");
    job(version.id())
        .ifPresent(
            job ->
                steps.add(
                    Links.dataset(job.trainingFile(), "Dataset"),
                    Links.job(job.id(), "Job, " + job.method().type())));
    steps.add(
        new Div("Base " + version.parent()), new Div("Made " + Show.exact(version.created())));
    section.add(steps);
    return section;
  }

  private Optional<FineTuningJob> job(String model) {
    return manage((plane, who) -> plane.jobs(who, null, SHOWN)).data().stream()
        .filter(job -> model.equals(job.fineTunedModel()))
        .findFirst();
  }
}
