package io.milora.console.jobs;

import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job with all that happened to it.
 *
 * @param events newest first
 * @param checkpoints newest first
 */
record JobState(
    FineTuningJob job, List<FineTuningJobEvent> events, List<FineTuningJobCheckpoint> checkpoints) {
  private static final int PAGE = 100;
  private static final int MAX_EVENTS = 5000;

  JobState {
    events = List.copyOf(events);
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Asks the platform; only for events that are not known yet.
   *
   * @param before an earlier state of the same job, or null
   */
  static JobState read(ControlPlane plane, Caller caller, String id, @Nullable JobState before) {
    // The job first: all events of a final job are there when it is final.
    FineTuningJob job = plane.job(caller, id);
    List<FineTuningJobEvent> known = before == null ? List.of() : before.events();
    return new JobState(
        job, events(plane, caller, id, known), plane.checkpoints(caller, id, PAGE).data());
  }

  private static List<FineTuningJobEvent> events(
      ControlPlane plane, Caller caller, String id, List<FineTuningJobEvent> known) {
    Set<String> knownIds =
        known.stream().map(FineTuningJobEvent::id).collect(Collectors.toUnmodifiableSet());
    List<FineTuningJobEvent> fresh = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more && fresh.size() < MAX_EVENTS) {
      Page<FineTuningJobEvent> page = plane.events(caller, id, after, PAGE);
      List<FineTuningJobEvent> unknown =
          page.data().stream().filter(event -> !knownIds.contains(event.id())).toList();
      fresh.addAll(unknown);
      after = page.lastId();
      more = page.hasMore() && unknown.size() == page.data().size();
    }
    fresh.addAll(known);
    return fresh;
  }
}
