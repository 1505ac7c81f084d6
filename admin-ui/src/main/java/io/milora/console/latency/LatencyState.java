package io.milora.console.latency;

import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.ServedParameters;
import io.milora.console.platform.SlowRequest;
import io.milora.console.platform.UsageReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a dashboard shows.
 *
 * @param total of the whole window, all kinds
 * @param steps of the chosen kind, by pieces of time
 * @param groups of the chosen kind and the whole window
 * @param usage by minutes or hours
 * @param slowest requests, the slowest first
 */
record LatencyState(
    LatencyQuery query,
    Step step,
    LatencyReport total,
    LatencyReport steps,
    LatencyReport groups,
    UsageReport usage,
    List<SlowRequest> slowest) {
  private static final int SLOWEST = 20;

  /**
   * Asks for everything at the same time.
   *
   * @throws PlatformException if one of the questions is refused, or not answered
   */
  static LatencyState read(ServedSource source, LatencyQuery query) {
    Instant now = Instant.now();
    ServedParameters served = query.parameters(now);
    Step step = query.step(now);
    String kind = LatencyQuery.wireName(query.kind());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var total = CompletableFuture.supplyAsync(() -> source.latency(served, null, null), threads);
      var steps =
          CompletableFuture.supplyAsync(
              () -> source.latency(served, step.wireName(), kind), threads);
      var groups =
          CompletableFuture.supplyAsync(
              () -> source.groups(served, kind, query.by(), query.by().most()), threads);
      var usage =
          CompletableFuture.supplyAsync(() -> source.usage(served, step.usageGroup()), threads);
      var slowest =
          CompletableFuture.supplyAsync(() -> source.slowest(served, kind, SLOWEST), threads);
      return new LatencyState(
          query,
          step,
          total.join(),
          steps.join(),
          groups.join(),
          usage.join(),
          slowest.join().data());
    } catch (CompletionException e) {
      throw PlatformException.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }
}
