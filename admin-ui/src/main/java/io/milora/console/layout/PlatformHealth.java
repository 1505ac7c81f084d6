package io.milora.console.layout;

import com.vaadin.flow.shared.Registration;
import io.milora.console.live.Polls;
import io.milora.console.live.Reading;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.Worker;
import io.milora.console.session.Credentials;
import io.milora.console.session.IdentityProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What of the platform does not answer. */
record PlatformHealth(Polls polls, Platform platform, IdentityProvider people) {
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
        caller -> outages(credentials.isOfPlatform(), caller),
        reading -> {
          if (reading instanceof Reading.Fresh<List<String>>(List<String> outages)) {
            listener.accept(outages);
          }
        });
  }

  private List<String> outages(boolean ofPlatform, Caller caller) {
    List<String> outages = new ArrayList<>(ofPlatform ? ofPlatform(caller) : ofTenant(caller));
    if (people.isAway()) {
      outages.add(
          "Nobody can sign in at the moment, and who is signed in can stay so for some minutes only: the identity provider does not answer.");
    }
    return outages;
  }

  private List<String> ofTenant(Caller caller) {
    List<String> outages = new ArrayList<>();
    if (isAway(() -> platform.manage(caller, (plane, who) -> plane.jobs(who, null, 1)))) {
      outages.add("Datasets, jobs and aliases cannot be shown or changed at the moment.");
    }
    if (isAway(() -> platform.serve(caller, (door, who) -> door.models(who)))) {
      outages.add("Models cannot be called at the moment.");
    }
    return outages;
  }

  private List<String> ofPlatform(Caller caller) {
    try {
      List<Worker> alive =
          platform.operate(caller, (plane, who) -> plane.workers(who)).data().stream()
              .filter(Worker::isAlive)
              .toList();
      List<String> outages = new ArrayList<>();
      if (alive.stream().noneMatch(worker -> worker.kind() == Worker.Kind.INFERENCE)) {
        outages.add("No inference worker gives signs of life, so models cannot be called.");
      }
      if (alive.stream().noneMatch(worker -> worker.kind() == Worker.Kind.TRAINING)) {
        outages.add("No training worker gives signs of life, so jobs wait.");
      }
      return outages;
    } catch (PlatformException e) {
      return e.isOutage() ? List.of("The control plane does not answer.") : List.of();
    }
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
