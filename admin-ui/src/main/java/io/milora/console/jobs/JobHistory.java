package io.milora.console.jobs;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import io.milora.console.shared.Age;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Links;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A job's checkpoints and messages, and what it was started with. */
final class JobHistory extends Div {
  private static final int MESSAGES = 50;

  private final transient Consumer<FineTuningJobCheckpoint> promote;
  private final DataTable<FineTuningJobCheckpoint> checkpoints =
      new DataTable<>(
          "Checkpoints",
          List.of(
              Column.number("Step", c -> Show.count(c.stepNumber())),
              Column.number("Training loss", c -> Show.decimal(c.metrics().trainLoss(), 3)),
              Column.number("Dev perplexity", JobHistory::perplexity),
              Column.number(
                  "Dev token accuracy",
                  c -> Show.percent(c.metrics().fullValidMeanTokenAccuracy())),
              Column.of("Made", c -> new Age(c.createdAt())),
              Column.of("Use it", this::use)));
  private final DataTable<FineTuningJobEvent> messages =
      new DataTable<>(
          "Events",
          List.of(
              Column.of("When", event -> new Age(event.createdAt())),
              Column.of("Level", event -> level(event.level())),
              Column.text("What", FineTuningJobEvent::message)));
  private final Paragraph settings = new Paragraph();
  private final Div files = new Div();

  /**
   * Nothing yet.
   *
   * @param promote gets a checkpoint that a name shall stand for
   */
  JobHistory(Consumer<FineTuningJobCheckpoint> promote) {
    this.promote = promote;
    files.addClassName("actions");
    add(
        panel("Checkpoints", checkpoints),
        panel("Events", messages),
        panel("Started with", settings, files));
  }

  void show(JobState state) {
    checkpoints.show(state.checkpoints());
    messages.show(
        state.events().stream()
            .filter(event -> event.type() == FineTuningJobEvent.Type.MESSAGE)
            .limit(MESSAGES)
            .toList());
    showSettings(state.job());
  }

  private Div use(FineTuningJobCheckpoint checkpoint) {
    Button button = new Button("Promote", click -> promote.accept(checkpoint));
    button.setAriaLabel("Promote step " + checkpoint.stepNumber());
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    Div use = new Div(Links.playground(checkpoint.fineTunedModelCheckpoint(), "Try it"), button);
    use.addClassName("row-actions");
    return use;
  }

  private void showSettings(FineTuningJob job) {
    settings.setText(JobSettings.text(job));
    files.removeAll();
    files.add(Links.dataset(job.trainingFile(), "Training rows"));
    String validation = job.validationFile();
    if (validation != null) {
      files.add(Links.dataset(validation, "Dev rows"));
    }
  }

  private static String perplexity(FineTuningJobCheckpoint checkpoint) {
    Double loss = checkpoint.metrics().fullValidLoss();
    return loss == null ? "–" : Show.decimal(Math.exp(loss), 3);
  }

  private static Pill level(FineTuningJobEvent.Level level) {
    Pill.Tone tone =
        switch (level) {
          case INFO -> Pill.Tone.NEUTRAL;
          case WARN -> Pill.Tone.WARN;
          case ERROR -> Pill.Tone.BAD;
        };
    return new Pill(level.name().toLowerCase(Locale.ROOT), tone);
  }

  private static Section panel(String title, com.vaadin.flow.component.Component... content) {
    Section panel = new Section(new H2(title));
    panel.add(content);
    panel.addClassName("panel");
    return panel;
  }
}
