package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Adapter;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.Evaluation;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Age;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.Download;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
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
    Adapter adapter = manage((plane, who) -> plane.adapter(who, model));
    actions(buttons(catalogue, adapter));
    Div measured = new Div();
    Lineage lineage = new Lineage(adapter, job(adapter));
    Div card = new Div();
    body(names(catalogue, adapter), measured, lineage.panel(), card);
    showEvaluations(measured, evaluations(credentials().caller(), model));
    watch(
        "evaluations of " + model,
        caller -> evaluations(caller, model),
        found -> showEvaluations(measured, found));
    later(
        caller -> platform().manage(caller, (plane, who) -> plane.modelCard(who, model)),
        text -> card.add(panel("Model card", new Markdown(ModelCard.body(text)))),
        error -> card.add(panel("Model card", new ErrorNotice(error))));
  }

  private Component[] buttons(Catalogue catalogue, Adapter adapter) {
    String model = adapter.model();
    Button promote =
        new Button(
            "Promote",
            click ->
                Promotion.open(
                    this::ask,
                    draft("promotion." + model),
                    catalogue,
                    model,
                    moved -> load(() -> show(model))));
    promote.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    Button measure = new Button("Measure", click -> attempt(() -> openMeasure(catalogue, model)));
    Button delete = new Button("Delete", click -> delete(adapter));
    delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    return new Component[] {
      promote,
      measure,
      Links.playground(model, "Try it"),
      Links.router(model, "Router"),
      download(model),
      delete
    };
  }

  /** Its folder; of a plain LoRA one that PEFT reads. */
  private Anchor download(String model) {
    Credentials credentials = credentials();
    return Download.link(
        "Download",
        () ->
            new Download.File(
                platform()
                    .manage(credentials.caller(), (plane, who) -> plane.adapterContent(who, model)),
                model.replace(':', '-') + ".zip",
                "application/zip",
                Download.UNKNOWN));
  }

  private void delete(Adapter adapter) {
    String shortName = ModelName.of(adapter.model()).shortName();
    if (!adapter.aliases().isEmpty()) {
      Confirmation.tell(
          shortName + " is in use",
          "These names stand for it or try it: %s. Move them to another version, or delete them, first."
              .formatted(String.join(", ", adapter.aliases())));
      return;
    }
    Confirmation.ask(
        "Delete " + shortName + "?",
        "Its files and evaluations are gone for good, and requests that name it are refused. Its job and dataset stay; a clone of the job can train it again.",
        "Delete it",
        () ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.deleteAdapter(who, adapter.id()));
                  UI.getCurrent().navigate(AdaptersView.class);
                }));
  }

  private void openMeasure(Catalogue catalogue, String model) {
    List<FileObject> files = manage((plane, who) -> plane.files(who, null, FILES)).data();
    EvaluateDialog.open(
        catalogue, files, model, wanted -> manage((plane, who) -> plane.evaluate(who, wanted)));
  }

  /** Dialogs ask through the view, which knows in whose name. */
  private <T> T ask(BiFunction<ControlPlane, Caller, T> call) {
    return manage(call);
  }

  private static Section names(Catalogue catalogue, Adapter adapter) {
    Section section = panel("Names");
    List<String> stand = catalogue.aliasesOf(adapter.model());
    if (adapter.aliases().isEmpty()) {
      section.add(
          new Paragraph(
              "No name stands for this version: applications reach it by its full name only."));
    }
    for (String alias : adapter.aliases()) {
      Div line = new Div(new Anchor("aliases/" + alias, alias));
      if (!stand.contains(alias)) {
        line.add(new Span(" tries it for a share of its requests"));
      }
      section.add(line);
    }
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
            new Span(
                "%s, %s"
                    .formatted(
                        ModelName.of(evaluation.model()).shortName(),
                        evaluation.fineTuningJobId() == null ? "" : "at the end of its job, ")),
            new Age(evaluation.createdAt())));
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

  private Optional<FineTuningJob> job(Adapter adapter) {
    String job = adapter.job();
    return job == null
        ? Optional.empty()
        : Optional.of(manage((plane, who) -> plane.job(who, job)));
  }
}
