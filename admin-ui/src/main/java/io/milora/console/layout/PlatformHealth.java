package io.milora.console.layout;

import com.vaadin.flow.shared.Registration;
import io.milora.console.live.Polls;
import io.milora.console.live.Reading;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What of the platform does not answer. */
record PlatformHealth(Polls polls, Platform platform) {
  /** Lists of models are long. */
  private static final Duration POLL = Duration.ofSeconds(5);

  /**
   * Watches it.
   *
   * @param listener gets a sentence for everything that is away, none if all is well
   */
  Registration watch(Credentials credentials, Consumer<List<String>> listener) {
    return polls.<List<String>>watch(
        credentials,
        "health",
        POLL,
        this::outages,
        reading -> {
          if (reading instanceof Reading.Fresh<List<String>>(List<String> outages)) {
            listener.accept(outages);
          }
        });
  }

  private List<String> outages(Caller caller) {
    List<String> outages = new ArrayList<>();
    if (isAway(() -> platform.manage(caller, (plane, who) -> plane.jobs(who, null, 1)))) {
      outages.add("Datasets, jobs and aliases cannot be shown or changed at the moment.");
    }
    if (isAway(() -> platform.serve(caller, (door, who) -> door.models(who)))) {
      outages.add("Models cannot be called at the moment.");
    }
    return outages;
  }

  private static boolean isAway(Runnable call) {
    try {
      call.run();
      return false;
    } catch (PlatformException e) {
      return e.isOutage();
    }
  }
}
