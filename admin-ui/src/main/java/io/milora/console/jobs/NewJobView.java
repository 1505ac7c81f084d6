package io.milora.console.jobs;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.DryRun;
import io.milora.console.platform.NewJob;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DraftNotice;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Starts a job. */
@Route("new-job")
@PageTitle("New job – MiLoRA")
public final class NewJobView extends ConsoleView implements BeforeEnterObserver {
  private static final int FILES = 1000;
  private static final int LOOKED_AT = 50;
  private static final int NEWEST_EVENTS = 10;

  private final Div problems = new Div();

  NewJobView(Workspace workspace) {
    super(workspace, "New job");
    title("New job", "Choose the rows and the base; everything else has a value that works.");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    QueryParameters given = event.getLocation().getQueryParameters();
    load(() -> show(given.getSingleParameter("dataset"), given.getSingleParameter("like")));
  }

  private void show(Optional<String> fileId, Optional<String> like) {
    List<FileObject> files = manage((plane, who) -> plane.files(who, null, FILES)).data();
    if (files.isEmpty()) {
      body(
          new EmptyState(
              "No dataset to train on",
              "Drop a file of rows first; it is checked while it is uploaded.",
              Links.button(new Anchor("datasets", "Go to datasets"))));
      return;
    }
    List<Model> bases =
        serve((door, who) -> door.models(who)).data().stream()
            .filter(model -> model.parent() == null && model.root().equals(model.id()))
            .toList();
    JobForm form = new JobForm(files, bases);
    like.ifPresent(id -> form.fillFrom(manage((plane, who) -> plane.job(who, id))));
    fileId.ifPresent(form::choose);
    JobEstimate estimate = new JobEstimate();
    form.onChange(() -> estimate(form, estimate));
    estimate(form, estimate);
    String source = like.or(() -> fileId).map("."::concat).orElse("");
    DraftNotice kept = new DraftNotice(draft("job" + source), form.typed());
    Button start = new Button("Start training", click -> start(form, kept));
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.addClickShortcut(Key.ENTER, com.vaadin.flow.component.KeyModifier.CONTROL);
    Div buttons = new Div(start, new Anchor("jobs", "Back to jobs"));
    buttons.addClassName("actions");
    body(kept, form, estimate, problems, buttons);
  }

  /** What is wrong with the job is said when it is started. */
  private void estimate(JobForm form, JobEstimate estimate) {
    if (!form.isComplete()) {
      estimate.clear();
      return;
    }
    form.read()
        .ifPresent(
            job -> {
              try {
                DryRun run = manage((plane, who) -> plane.tryOut(who, job.tryOut()));
                estimate.show(run, manage((plane, who) -> lastSpeed(plane, who, job)));
              } catch (PlatformException e) {
                estimate.clear();
              }
            });
  }

  /** Tokens a second of the last job with the same base and method. */
  private static OptionalDouble lastSpeed(ControlPlane plane, Caller caller, NewJob job) {
    return plane.jobs(caller, null, LOOKED_AT).data().stream()
        .filter(known -> known.model().equals(job.model()))
        .filter(known -> known.method().type().equals(job.method().type()))
        .filter(known -> known.trainedTokens() != null && known.trainedTokens() > 0)
        .findFirst()
        .flatMap(
            known ->
                plane.events(caller, known.id(), null, NEWEST_EVENTS).data().stream()
                    .map(FineTuningJobEvent::data)
                    .filter(data -> data != null && data.has("tokens_per_second"))
                    .findFirst())
        .map(data -> OptionalDouble.of(data.get("tokens_per_second").doubleValue()))
        .orElseGet(OptionalDouble::empty);
  }

  private void start(JobForm form, DraftNotice kept) {
    problems.removeAll();
    form.read()
        .ifPresent(
            job -> {
              try {
                FineTuningJob created = manage((plane, who) -> plane.createJob(who, job));
                kept.drop();
                UI.getCurrent().navigate(JobView.class, created.id());
              } catch (PlatformException e) {
                problems.add(new ErrorNotice(e));
              }
            });
  }
}
