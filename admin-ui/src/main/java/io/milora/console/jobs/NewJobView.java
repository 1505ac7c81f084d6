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
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Optional;

/** Starts a job. */
@Route("new-job")
@PageTitle("New job – MiLoRA")
public final class NewJobView extends ConsoleView implements BeforeEnterObserver {
  private static final int FILES = 1000;

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
    List<FileObject> files =
        manage((plane, who) -> plane.files(who, null, FILES)).data().stream()
            .filter(file -> file.purpose() == FilePurpose.FINE_TUNE)
            .toList();
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
    Button start = new Button("Start training", click -> start(form));
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.addClickShortcut(Key.ENTER, com.vaadin.flow.component.KeyModifier.CONTROL);
    Div buttons = new Div(start, new Anchor("jobs", "Back to jobs"));
    buttons.addClassName("actions");
    body(form, problems, buttons);
  }

  private void start(JobForm form) {
    problems.removeAll();
    form.read()
        .ifPresent(
            job -> {
              try {
                FineTuningJob created = manage((plane, who) -> plane.createJob(who, job));
                UI.getCurrent().navigate(JobView.class, created.id());
              } catch (PlatformException e) {
                problems.add(new ErrorNotice(e));
              }
            });
  }
}
