package io.milora.console.router;

import com.vaadin.flow.component.Component;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter was trained.
 *
 * @param job null for an imported one
 * @param events the job's, newest first
 */
record Trained(@Nullable FineTuningJob job, List<FineTuningJobEvent> events) {
  private static final int EVENTS = 100;

  static Trained read(ControlPlane plane, Caller who, String model) {
    String id = plane.adapter(who, model).job();
    return id == null
        ? new Trained(null, List.of())
        : new Trained(plane.job(who, id), plane.events(who, id, null, EVENTS).data());
  }

  Optional<TrainingLoad> load() {
    return TrainingLoad.of(events);
  }

  /** In words and colours. */
  List<Component> shown() {
    List<Component> parts = new ArrayList<>();
    Optional<LoadPanel> panel = job == null ? Optional.empty() : LoadPanel.of(job, events);
    panel.ifPresentOrElse(parts::add, () -> parts.add(unknown()));
    if (job != null) {
      parts.add(Links.job(job.id(), "The job"));
    }
    return parts;
  }

  private static EmptyState unknown() {
    return new EmptyState(
        "Nothing is known of it",
        "Plain LoRA has no router, and of imported adapters the training is not known.");
  }
}
