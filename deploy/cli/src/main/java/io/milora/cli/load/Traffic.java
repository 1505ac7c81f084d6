package io.milora.cli.load;

import io.milora.model.ChatMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, when and by whom: a Poisson process, so that requests come in clusters as those of
 * independent people do.
 *
 * @param tenants at least one
 * @param prompts to draw from, at least one
 * @param rate requests/s of all tenants together
 * @param maxTokens of an answer; each asks for 1 to this many
 * @param disconnects share of requests whose client goes away at a random moment, 0 to 1
 * @param deadlines share of requests with a random time limit, 0 to 1
 * @param unrest the longest of those times
 */
record Traffic(
    List<LoadTenant> tenants,
    List<List<ChatMessage>> prompts,
    double rate,
    int maxTokens,
    double disconnects,
    double deadlines,
    Duration unrest) {

  /** So many requests; equal seeds give equal ones. */
  List<Arrival> requests(int count, long seed) {
    Random random = new Random(seed);
    List<Arrival> arrivals = new ArrayList<>();
    double seconds = 0;
    for (int i = 0; i < count; i++) {
      seconds += -Math.log(1 - random.nextDouble()) / rate;
      arrivals.add(
          new Arrival(
              Duration.ofNanos((long) (seconds * 1e9)),
              tenant(random),
              prompts.get(random.nextInt(prompts.size())),
              1 + random.nextInt(maxTokens),
              sometimes(deadlines, random),
              sometimes(disconnects, random)));
    }
    return arrivals;
  }

  private LoadTenant tenant(Random random) {
    double left = random.nextDouble() * tenants.stream().mapToDouble(LoadTenant::weight).sum();
    for (LoadTenant tenant : tenants) {
      left -= tenant.weight();
      if (left < 0) {
        return tenant;
      }
    }
    return tenants.getLast();
  }

  private @Nullable Duration sometimes(double share, Random random) {
    // Both are drawn always, so that the share changes nothing else.
    boolean chosen = random.nextDouble() < share;
    Duration time = Duration.ofNanos((long) (random.nextDouble() * unrest.toNanos()));
    return chosen ? time : null;
  }
}
