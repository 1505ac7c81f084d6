package io.milora.console.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.adapters.AliasView;
import io.milora.console.adapters.Catalogue;
import io.milora.console.adapters.Promotion;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.JobAction;
import io.milora.console.router.LoadPanel;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Chart;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.Download;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One job, live. */
@Route("jobs")
public final class JobView extends ConsoleView implements HasUrlParameter<String>, HasDynamicTitle {
  private final JobFigures figures = new JobFigures();
  private final Chart learning =
      new Chart("Training loss and dev perplexity", Chart.Axis.numbers("step"));
  private final Chart accuracy = new Chart("Token accuracy", Chart.Axis.numbers("step"));
  private final Div accuracies = new Div();
  private final Div results = new Div();
  private final Chart speed = new Chart("Speed and learning rate", Chart.Axis.numbers("step"));
  private final JobHistory history = new JobHistory(this::promote);
  private final Div experts = new Div();
  private final Div notice = new Div();
  private @Nullable LoadPanel load;
  private @Nullable JobStatus shownStatus;
  private String name = "Job";

  JobView(Workspace workspace) {
    super(workspace, "Job");
  }

  @Override
  public void setParameter(BeforeEvent event, String id) {
    load(
        () -> {
          JobState state = manage((plane, who) -> JobState.read(plane, who, id, null));
          load = null;
          experts.removeAll();
          accuracies.removeAll();
          AtomicReference<JobState> latest = new AtomicReference<>(state);
          body(
              notice,
              figures,
              panel("Learning", learning, results),
              accuracies,
              panel("Speed", speed),
              experts,
              history);
          show(state);
          if (!state.job().status().isFinal()) {
            watch(
                "job " + id,
                caller ->
                    latest.updateAndGet(
                        before ->
                            platform()
                                .manage(
                                    caller, (plane, who) -> JobState.read(plane, who, id, before))),
                this::show);
          }
        });
  }

  @Override
  public String getPageTitle() {
    return name + " – MiLoRA";
  }

  private void show(JobState state) {
    FineTuningJob job = state.job();
    JobMetrics metrics = JobMetrics.of(state.events());
    name = JobTexts.name(job);
    figures.show(job, metrics);
    learning.show(metrics.learning());
    showAccuracy(metrics.accuracy());
    speed.show(metrics.speed());
    history.show(state);
    showExperts(state);
    if (job.status() != shownStatus) {
      shownStatus = job.status();
      title(name, "%s on %s, %s".formatted(job.method().type(), job.model(), job.id()));
      actions(buttons(job));
      notice.removeAll();
      JobNotice.of(job).ifPresent(notice::add);
      results.removeAll();
      job.resultFiles().forEach(file -> results.add(download(file)));
    }
  }

  private void showAccuracy(List<Chart.Series> series) {
    accuracy.show(series);
    if (!series.isEmpty() && accuracies.getChildren().findAny().isEmpty()) {
      accuracies.add(
          panel(
              "Token accuracy",
              new Paragraph("Share of the answers' tokens that were the most probable ones."),
              accuracy));
    }
  }

  private Anchor download(String file) {
    Credentials credentials = credentials();
    String filename = name + "-metrics.csv";
    return Download.link(
        "Metrics by step as CSV",
        () ->
            new Download.File(
                platform().manage(credentials.caller(), (plane, who) -> plane.content(who, file)),
                filename,
                "text/csv",
                Download.UNKNOWN));
  }

  /** What the routers keep; nothing for methods without. */
  private void showExperts(JobState state) {
    if (load != null) {
      load.refresh(state.events());
      return;
    }
    LoadPanel.of(state.job(), state.events())
        .ifPresent(
            fresh -> {
              load = fresh;
              experts.add(panel("Experts", fresh));
            });
  }

  private Component[] buttons(FineTuningJob job) {
    List<Component> buttons = new ArrayList<>();
    switch (job.status()) {
      case QUEUED, RUNNING -> buttons.add(button(job, "Pause", JobAction.PAUSE));
      case PAUSED -> buttons.add(button(job, "Resume", JobAction.RESUME));
      case VALIDATING_FILES, PAUSING, SUCCEEDED, FAILED, CANCELLED -> {}
    }
    if (!job.status().isFinal()) {
      Button cancel = new Button("Cancel", click -> confirmCancel(job));
      cancel.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
      buttons.add(cancel);
    }
    buttons.add(Links.cloneJob(job.id(), "Clone"));
    buttons.add(new Anchor("jobs/compare?job=" + job.id(), "Compare"));
    return buttons.toArray(Component[]::new);
  }

  private Button button(FineTuningJob job, String text, JobAction action) {
    Button button = new Button(text, click -> act(job, action));
    button.setDisableOnClick(true);
    return button;
  }

  private void promote(FineTuningJobCheckpoint checkpoint) {
    attempt(
        () ->
            Promotion.open(
                this::ask,
                draft("promotion." + checkpoint.fineTunedModelCheckpoint()),
                Catalogue.of(serve((door, who) -> door.models(who)).data()),
                checkpoint.fineTunedModelCheckpoint(),
                alias -> UI.getCurrent().navigate(AliasView.class, alias),
                new Paragraph(
                    "Step %s becomes a version of its own, which stays when the job is done."
                        .formatted(Show.count(checkpoint.stepNumber())))));
  }

  /** Dialogs ask through the view, which knows in whose name. */
  private <T> T ask(BiFunction<ControlPlane, Caller, T> call) {
    return manage(call);
  }

  private void act(FineTuningJob job, JobAction action) {
    shownStatus = null;
    attempt(
        () -> {
          manage((plane, who) -> plane.act(who, job.id(), action));
          show(manage((plane, who) -> JobState.read(plane, who, job.id(), null)));
        });
  }

  private void confirmCancel(FineTuningJob job) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Cancel this job?");
    dialog.setText("It stops after its current step and cannot go on. To go on later, pause it.");
    dialog.setCancelable(true);
    dialog.setCancelText("Let it run");
    dialog.setConfirmText("Cancel the job");
    dialog.setConfirmButtonTheme("error primary");
    dialog.addConfirmListener(confirmed -> act(job, JobAction.CANCEL));
    dialog.open();
  }
}
