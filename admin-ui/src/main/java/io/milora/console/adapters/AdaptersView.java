package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Alias;
import io.milora.console.platform.Alias.Canary;
import io.milora.console.platform.Evaluation;
import io.milora.console.shared.Age;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adapter versions and the names that stand for them. */
@Route("adapters")
@PageTitle("Adapters – MiLoRA")
public final class AdaptersView extends ConsoleView {
  private static final int EVALUATIONS = 100;

  AdaptersView(Workspace workspace) {
    super(workspace, "Adapters");
    title("Adapters", "Every version that was trained, and the names that applications call.");
    load(this::show);
  }

  private void show() {
    Catalogue catalogue = Catalogue.of(serve((door, who) -> door.models(who)).data());
    List<String> bases = catalogue.bases().stream().map(Model::id).toList();
    if (!bases.isEmpty()) {
      actions(
          new Button(
              "Import",
              click -> new ImportDialog(platform(), credentials(), draft("import"), bases).open()));
    }
    if (catalogue.versions().isEmpty()) {
      body(
          new EmptyState(
              "No adapters yet",
              "A job that succeeds publishes one; one that was trained elsewhere can be imported.",
              Links.button(new Anchor("new-job", "Train one"))));
      return;
    }
    body(aliases(catalogue), versions(catalogue, newestEvaluations()));
  }

  private Section aliases(Catalogue catalogue) {
    Section section = new Section(new H2("Names in use"));
    section.addClassName("panel");
    if (catalogue.aliases().isEmpty()) {
      section.add(
          new EmptyState(
              "No names yet",
              "Applications should call a name of yours, such as support: it can move to a better version, and back, without a change in the application. Open a version and promote it."));
      return section;
    }
    Map<String, Alias> known =
        manage((plane, who) -> plane.aliases(who)).data().stream()
            .collect(Collectors.toMap(Alias::name, Function.identity()));
    DataTable<Model> table =
        new DataTable<>(
            "Names in use",
            List.of(
                Column.of("Name", alias -> new Anchor("aliases/" + alias.id(), alias.id())),
                Column.of("Stands for", alias -> link(alias.root())),
                Column.of("Tries", alias -> trial(known.get(alias.id()))),
                Column.of("Moved", alias -> new Age(alias.created()))));
    table.show(catalogue.aliases());
    section.add(table);
    return section;
  }

  private static Component trial(@Nullable Alias alias) {
    Canary canary = alias == null ? null : alias.canary();
    return canary == null
        ? new Span("–")
        : new Div(link(canary.model()), new Span(" for %d %%".formatted(canary.percent())));
  }

  private static Section versions(Catalogue catalogue, Map<String, Evaluation> evaluations) {
    DataTable<Model> table =
        new DataTable<>(
            "Versions",
            List.of(
                Column.of("Version", version -> link(version.id())),
                Column.of("Names", version -> names(catalogue, version)),
                Column.text("Base", version -> String.valueOf(version.parent())),
                Column.number(
                    "Perplexity, base → adapter",
                    version -> perplexity(evaluations.get(version.id()))),
                Column.of("Made", version -> new Age(version.created()))));
    table.show(catalogue.versions());
    Section section = new Section(new H2("Versions"), table);
    section.addClassName("panel");
    return section;
  }

  private Map<String, Evaluation> newestEvaluations() {
    return manage((plane, who) -> plane.evaluations(who, EVALUATIONS)).data().stream()
        .filter(evaluation -> evaluation.status() == EvaluationStatus.SUCCEEDED)
        .collect(Collectors.toMap(Evaluation::model, Function.identity(), (newer, older) -> newer));
  }

  private static Anchor link(String model) {
    return Links.adapter(model, ModelName.of(model).shortName());
  }

  private static Div names(Catalogue catalogue, Model version) {
    Div names = new Div();
    catalogue
        .aliasesOf(version.id())
        .forEach(name -> names.add(new Pill(name, Pill.Tone.GOOD), new Span(" ")));
    return names;
  }

  private static String perplexity(@Nullable Evaluation evaluation) {
    EvaluationReport report = evaluation == null ? null : evaluation.report();
    if (report == null || report.model() == null) {
      return "–";
    }
    String adapter = Show.decimal(report.model().perplexity(), 2);
    return report.against() == null
        ? adapter
        : Show.decimal(report.against().perplexity(), 2) + " → " + adapter;
  }
}
