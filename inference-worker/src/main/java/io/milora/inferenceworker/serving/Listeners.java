package io.milora.inferenceworker.serving;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.SchedulerListener;
import java.time.Duration;
import java.util.List;

/** Several that watch one scheduler. */
record Listeners(List<SchedulerListener> all) implements SchedulerListener {
  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void finished(GenerationRequest request, Finished end) {
    all.forEach(listener -> listener.finished(request, end));
  }

  @Override
  public void stepped(int rows, Duration gap) {
    all.forEach(listener -> listener.stepped(rows, gap));
  }
}
