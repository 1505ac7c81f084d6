package io.milora.console.router;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.adapters.Catalogue;
import io.milora.console.adapters.ModelName;
import io.milora.console.platform.RouteRequest;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which experts an adapter's routers keep: while it was trained, and for a prompt. */
@Route("router")
@PageTitle("Router – MiLoRA")
public final class RouterView extends ConsoleView implements BeforeEnterObserver {
  private static final String MODEL = "model";

  private final TextArea prompt = new TextArea("Prompt");
  private final Button ask = new Button("Show its route");
  private final Div route = new Div();
  private @Nullable TrainingLoad load;
  private @Nullable PromptRoute last;
  private String shown = "";

  RouterView(Workspace workspace) {
    super(workspace, "Router");
    prompt.setMinRows(2);
    prompt.setWidthFull();
    prompt.setPlaceholder("What would somebody ask?");
    prompt.setErrorMessage("Write a prompt");
    ask.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    ask.addClickShortcut(Key.ENTER, KeyModifier.CONTROL).resetFocusOnActiveElement();
    ask.setTooltipText("Ctrl + Enter");
    ask.addClickListener(click -> ask());
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    Optional<String> wanted = event.getLocation().getQueryParameters().getSingleParameter(MODEL);
    load(() -> show(wanted));
  }

  private void show(Optional<String> wanted) {
    title("Router", "Which experts of each layer an adapter keeps.");
    List<Model> versions = Catalogue.of(serve((door, who) -> door.models(who)).data()).versions();
    if (versions.isEmpty()) {
      body(
          new EmptyState(
              "No adapters yet",
              "Train one with MiLoRA; here you then see which of its modules are kept, layer by layer.",
              Links.button(new Anchor("new-job", "Train one"))));
      return;
    }
    Model version =
        versions.stream()
            .filter(model -> wanted.equals(Optional.of(model.id())))
            .findFirst()
            .orElse(versions.getFirst());
    actions(Links.adapter(version.id(), "Open the adapter"));
    shown = version.id();
    title(
        "Router",
        "Which experts of each layer %s keeps, in general and for one prompt."
            .formatted(ModelName.of(shown).shortName()));
    last = null;
    load = null;
    route.removeAll();
    route.add(
        new EmptyState(
            "No prompt yet", "Write one above: its route is decided before the first token."));
    Div columns = new Div(trained(version), panel("This prompt", route));
    columns.addClassName("router-columns");
    body(form(versions, version), columns);
  }

  private Section form(List<Model> versions, Model version) {
    ComboBox<Model> adapter = new ComboBox<>("Adapter");
    adapter.setItems(versions);
    adapter.setItemLabelGenerator(model -> ModelName.of(model.id()).shortName());
    adapter.setValue(version);
    adapter.setWidthFull();
    adapter.addValueChangeListener(
        change -> {
          if (change.getValue() != null) {
            UI.getCurrent()
                .navigate(
                    RouterView.class,
                    QueryParameters.simple(Map.of(MODEL, change.getValue().id())));
          }
        });
    Span cost = new Span("Counts as a request of one token.");
    cost.addClassName("calm");
    ask.setEnabled(true);
    Div buttons = new Div(ask, cost);
    buttons.addClassName("actions");
    Section form = new Section(adapter, prompt, buttons);
    form.addClassNames("panel", "prompt-form");
    return form;
  }

  private Section trained(Model version) {
    Section section = panel("While it was trained");
    Span waiting = new Span("Reading its job’s events…");
    section.add(waiting);
    later(
        caller -> platform().manage(caller, (plane, who) -> Trained.read(plane, who, version.id())),
        trained -> {
          section.remove(waiting);
          load = trained.load().orElse(null);
          section.add(trained.shown());
        },
        error -> {
          section.remove(waiting);
          section.add(new ErrorNotice(error));
        });
    return section;
  }

  private void ask() {
    prompt.setInvalid(prompt.isEmpty());
    if (prompt.isInvalid()) {
      return;
    }
    ask.setEnabled(false);
    route.removeAll();
    route.add(new Span("Asking the adapter; if it is not in memory yet, it is loaded first…"));
    RouteRequest request =
        RouteRequest.of(shown, List.of(new ChatMessage(Role.USER, prompt.getValue())));
    later(
        caller -> platform().serve(caller, (door, who) -> door.route(who, request)),
        answer -> show(PromptRoute.of(answer.routes())),
        error -> show(new ErrorNotice(error)));
  }

  private void show(PromptRoute next) {
    show(new RoutePanel(next, last, load));
    last = next;
  }

  private void show(Component result) {
    ask.setEnabled(true);
    route.removeAll();
    route.add(result);
  }
}
