package io.milora.cli.load;

import io.milora.cli.client.ChatStream;
import io.milora.cli.client.ChatStream.Event;
import io.milora.cli.client.TenantClient;
import java.time.Duration;

/**
 * One request from its intended start to its end.
 *
 * @param start when it should be sent, as {@link System#nanoTime} tells
 */
record Asking(TenantClient client, Arrival arrival, long start) {
  private static final Duration EVER = Duration.ofHours(1);

  Outcome ask() throws InterruptedException {
    long first = -1;
    long last = -1;
    ChatStream.Question question =
        new ChatStream.Question(
            arrival.tenant().model(), arrival.prompt(), arrival.maxTokens(), arrival.limit());
    try (ChatStream stream = client.stream(question)) {
      while (patience().isPositive()) {
        Event event = stream.next(patience());
        long now = System.nanoTime() - start;
        switch (event) {
          case Event.Text _ -> {
            first = first < 0 ? now : first;
            last = now;
          }
          case Event.Complete complete -> {
            return new Outcome(Outcome.End.COMPLETED, null, first, last, now, complete.tokens());
          }
          case Event.Failed failed -> {
            return new Outcome(Outcome.End.FAILED, failed.kind(), first, last, now, 0);
          }
          case Event.Silent _ -> {
            // Its client has waited long enough: the loop ends.
          }
        }
      }
    }
    return new Outcome(Outcome.End.LEFT, null, first, last, System.nanoTime() - start, 0);
  }

  /** What is left of it. */
  private Duration patience() {
    Duration limit = arrival.patience();
    return limit == null ? EVER : limit.minusNanos(System.nanoTime() - start);
  }
}
