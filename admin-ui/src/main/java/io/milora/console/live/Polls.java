package io.milora.console.live;

import com.vaadin.flow.shared.Registration;
import io.milora.console.live.Poll.Watcher;
import io.milora.console.platform.Caller;
import io.milora.console.session.Credentials;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls that are going on: one for each topic, however many sessions watch it, and none that nobody
 * watches. Thread-safe.
 */
@Singleton
public class Polls {
  private final ConcurrentMap<Topic, Poll<?>> running = new ConcurrentHashMap<>();

  Polls() {}

  /**
   * Watches a topic of the credentials' tenant.
   *
   * @param name of the topic; equal names always come with the same type and meaning
   * @param pause between two questions; the first watcher's counts
   * @param fetch asks the platform, in the poll's thread
   * @param listener gets every reading, in the poll's thread
   * @return ends the watch
   */
  public <T> Registration watch(
      Credentials credentials,
      String name,
      Duration pause,
      Function<Caller, T> fetch,
      Consumer<Reading<T>> listener) {
    Topic topic = new Topic(credentials.tenant(), name);
    Watcher<T> watcher = new Watcher<>(credentials, listener);
    running.compute(
        topic, (key, known) -> join(known, () -> new Poll<>(topic, pause, fetch), watcher));
    return () -> running.computeIfPresent(topic, (key, poll) -> leave(poll, watcher));
  }

  private static <T> Poll<?> join(
      @Nullable Poll<?> known, Supplier<Poll<T>> fresh, Watcher<T> watcher) {
    if (known == null) {
      Poll<T> poll = fresh.get();
      poll.add(watcher);
      poll.start();
      return poll;
    }
    @SuppressWarnings("unchecked") // equal names come with the same type
    Poll<T> same = (Poll<T>) known;
    same.add(watcher);
    return same;
  }

  private static <T> @Nullable Poll<?> leave(Poll<?> poll, Watcher<T> watcher) {
    @SuppressWarnings("unchecked") // it joined this one
    Poll<T> same = (Poll<T>) poll;
    same.remove(watcher);
    if (same.isUnwatched()) {
      same.stop();
      return null;
    }
    return same;
  }
}
