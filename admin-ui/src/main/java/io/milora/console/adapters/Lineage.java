package io.milora.console.adapters;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import io.milora.console.platform.Adapter;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.model.openai.FineTuningJob;
import java.util.Optional;

/**
 * Where a version comes from, back to its rows.
 *
 * @param job that trained it; empty if it came from elsewhere
 */
record Lineage(Adapter adapter, Optional<FineTuningJob> job) {
  Section panel() {
    Div steps = new Div();
    steps.addClassName("lineage");
    job.ifPresentOrElse(
        trained -> {
          steps.add(Links.dataset(trained.trainingFile(), "Rows it was trained on"));
          String dev = trained.validationFile();
          if (dev != null) {
            steps.add(Links.dataset(dev, "Dev rows"));
          }
          steps.add(Links.job(trained.id(), "Job, " + adapter.method()));
        },
        () -> steps.add(new Div("Imported, " + adapter.method())));
    steps.add(
        new Div("Base " + adapter.baseModel()), new Div("Made " + Show.exact(adapter.createdAt())));
    Code hash = new Code("SHA-256 " + adapter.contentHash());
    hash.addClassName("token-ids");
    Section section = new Section(new H2("Where it comes from"), steps, hash);
    section.addClassName("panel");
    return section;
  }
}
