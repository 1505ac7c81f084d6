package io.milora.console.live;

import io.milora.console.platform.Caller;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks for one topic on behalf of all who watch it, in a thread of its own. */
final class Poll<T> {
  private final Duration pause;
  private final Function<Caller, T> fetch;
  private final List<Watcher<T>> watchers = new CopyOnWriteArrayList<>();
  private final Thread thread;

  Poll(Topic topic, Duration pause, Function<Caller, T> fetch) {
    this.pause = pause;
    this.fetch = fetch;
    this.thread = Thread.ofVirtual().name("poll " + topic.name()).unstarted(this::run);
  }

  /** Somebody who watches, as long as the credentials are valid. */
  record Watcher<T>(Credentials credentials, Consumer<Reading<T>> listener) {}

  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  void add(Watcher<T> watcher) {
    watchers.add(watcher);
  }

  void remove(Watcher<T> watcher) {
    watchers.remove(watcher);
  }

  boolean isUnwatched() {
    return watchers.isEmpty();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        ask();
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    Optional<Watcher<T>> valid =
        watchers.stream().filter(watcher -> watcher.credentials().isValid()).findFirst();
    valid.ifPresent(watcher -> tell(read(watcher.credentials().caller())));
  }

  private Reading<T> read(Caller caller) {
    try {
      return new Reading.Fresh<>(fetch.apply(caller));
    } catch (PlatformException e) {
      return new Reading.Failed<>(e);
    }
  }

  private void tell(Reading<T> reading) {
    for (Watcher<T> watcher : watchers) {
      if (watcher.credentials().isValid()) {
        watcher.listener().accept(reading);
      }
    }
  }
}
