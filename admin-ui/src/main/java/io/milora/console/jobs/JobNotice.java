package io.milora.console.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import io.milora.console.shared.Links;
import io.milora.model.openai.FineTuningJob;
import java.util.Optional;

/** What to do next with a job that has ended or waits. */
final class JobNotice {
  private JobNotice() {}

  static Optional<Component> of(FineTuningJob job) {
    String model = job.fineTunedModel();
    FineTuningJob.JobError error = job.error();
    if (model != null) {
      Div next =
          new Div(
              Links.button(Links.adapter(model, "Look at the adapter")),
              Links.playground(model, "Try it beside the base"));
      next.addClassName("actions");
      return Optional.of(panel("good", "The adapter is ready", model, next));
    }
    if (error != null) {
      String where = error.param() == null ? "" : " (" + error.param() + ")";
      return Optional.of(panel("bad", "The job failed", error.message() + where, new Div()));
    }
    return job.queue() == null
        ? Optional.empty()
        : Optional.of(panel("wait", "The job waits", JobTexts.standing(job), new Div()));
  }

  private static Section panel(String tone, String title, String text, Div next) {
    Section panel = new Section(new H2(title), new Paragraph(text), next);
    panel.addClassNames("panel", tone);
    panel.getElement().setAttribute("role", "status");
    return panel;
  }
}
