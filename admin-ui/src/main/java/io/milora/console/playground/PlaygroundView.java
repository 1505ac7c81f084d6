package io.milora.console.playground;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.ChatRequest;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DraftNotice;
import io.milora.console.shared.FormFields;
import io.milora.console.shared.Workspace;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import io.milora.model.openai.Model;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The base and up to three adapters, asked the same. */
@Route("playground")
@PageTitle("Playground – MiLoRA")
public final class PlaygroundView extends ConsoleView implements BeforeEnterObserver {
  private static final int MOST = 4;
  private static final String MODELS = "models";

  /** Checkpoints can be called by their names, but are too many to be listed. */
  private static final String CHECKPOINT = ":ckpt-";

  private final String frontDoor;
  private final TextArea system = new TextArea("System message");
  private final TextArea prompt = new TextArea("Prompt");
  private final NumberField temperature = new NumberField("Temperature");
  private final IntegerField maxTokens = new IntegerField("Tokens at most");
  private final IntegerField seed = new IntegerField("Seed");
  private final Button more = new Button("Add a model", click -> addPanel());
  private final Div answers = new Div();
  private final List<AnswerPanel> panels = new ArrayList<>();
  private List<String> models = List.of();

  PlaygroundView(
      Workspace workspace, @ConfigProperty(name = "milora.front-door.url") String frontDoor) {
    super(workspace, "Playground");
    this.frontDoor = frontDoor;
    title("Playground", "The same prompt to the base and to adapters, side by side.");
    setUpFields();
  }

  private void setUpFields() {
    prompt.setMinRows(3);
    prompt.setPlaceholder("What should the models answer?");
    system.setHelperText("Optional.");
    temperature.setValue(0.0);
    temperature.setMin(0);
    temperature.setMax(2);
    temperature.setHelperText("0 (always the likeliest) to 2");
    maxTokens.setValue(128);
    maxTokens.setMin(1);
    maxTokens.setHelperText("of each answer");
    seed.setHelperText("Optional. Equal seeds draw equally.");
    answers.addClassName("answers");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    load(() -> show(event.getLocation().getQueryParameters()));
  }

  private void show(QueryParameters given) {
    List<String> named = given.getParameters().getOrDefault(MODELS, List.of());
    models =
        Stream.concat(
                serve((door, who) -> door.models(who)).data().stream().map(Model::id),
                named.stream().filter(name -> name.contains(CHECKPOINT)))
            .distinct()
            .toList();
    List<String> wanted = named.stream().filter(models::contains).toList();
    DraftNotice kept =
        new DraftNotice(
            draft("playground"),
            new FormFields()
                .text("prompt", prompt)
                .text("system", system)
                .decimal("temperature", temperature)
                .whole("tokens", maxTokens)
                .whole("seed", seed));
    body(kept, form(), answers);
    answers.removeAll();
    panels.clear();
    addPanel(models.getFirst());
    wanted.stream()
        .filter(m -> !m.equals(models.getFirst()))
        .limit(MOST - 1)
        .forEach(this::addPanel);
    if (panels.size() == 1 && models.size() > 1) {
      addPanel(models.get(1));
    }
  }

  private Section form() {
    Button ask = new Button("Ask", click -> ask());
    ask.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    // The prompt is sent when it loses the focus.
    ask.addClickShortcut(Key.ENTER, KeyModifier.CONTROL).resetFocusOnActiveElement();
    ask.setTooltipText("Ctrl + Enter");
    Button stop = new Button("Stop", click -> panels.forEach(AnswerPanel::stop));
    Button code = new Button("Copy as code", click -> showCode());
    Div numbers = new Div(temperature, maxTokens, seed);
    numbers.addClassName("numbers");
    Div buttons = new Div(ask, stop, more, code);
    buttons.addClassName("actions");
    Section form = new Section(prompt, system, numbers, buttons);
    form.addClassNames("panel", "prompt-form");
    return form;
  }

  private void addPanel() {
    models.stream()
        .filter(model -> panels.stream().noneMatch(panel -> model.equals(panel.model())))
        .findFirst()
        .ifPresent(this::addPanel);
    remember();
  }

  private void addPanel(String model) {
    AnswerPanel panel = new AnswerPanel(models, model, this::remember);
    panels.add(panel);
    answers.add(panel);
    more.setEnabled(panels.size() < Math.min(MOST, models.size()));
  }

  /** In the address, so that the comparison can be sent on. */
  private void remember() {
    List<String> chosen = panels.stream().map(AnswerPanel::model).filter(Objects::nonNull).toList();
    getUI()
        .ifPresent(
            ui ->
                ui.getPage()
                    .getHistory()
                    .replaceState(
                        null,
                        "playground?"
                            + new QueryParameters(Map.of(MODELS, chosen)).getQueryString()));
  }

  private void ask() {
    for (AnswerPanel panel : panels) {
      String model = panel.model();
      if (model != null) {
        request(model)
            .ifPresent(
                request ->
                    panel.ask(
                        request,
                        asked ->
                            platform()
                                .serve(credentials().caller(), (door, who) -> door.chat(who, asked))
                                // Pages are changed by threads that may wait for them.
                                .emitOn(Infrastructure.getDefaultExecutor())));
      }
    }
  }

  private Optional<ChatRequest> request(String model) {
    prompt.setInvalid(prompt.isEmpty());
    prompt.setErrorMessage("Write what to ask");
    if (prompt.isInvalid() || temperature.isInvalid() || maxTokens.isInvalid()) {
      return Optional.empty();
    }
    List<ChatMessage> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(new ChatMessage(Role.SYSTEM, system.getValue()));
    }
    messages.add(new ChatMessage(Role.USER, prompt.getValue()));
    return Optional.of(
        new ChatRequest(
            model,
            messages,
            Objects.requireNonNullElse(maxTokens.getValue(), 128),
            Objects.requireNonNullElse(temperature.getValue(), 0.0),
            1.0,
            seed.getValue(),
            true,
            new ChatRequest.StreamOptions(true)));
  }

  private void showCode() {
    String model = Objects.requireNonNullElse(panels.getLast().model(), models.getFirst());
    request(model).ifPresent(request -> new CodeDialog(frontDoor + "/v1", request).open());
  }
}
