package io.milora.cli.load;

import io.milora.cli.client.TenantClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends requests when they are due, however many are still unanswered (an open loop). */
final class Load {
  private Load() {}

  /**
   * Asks everything and waits for the last answer.
   *
   * @param baseUrl as OpenAI's clients take it
   * @param arrivals in the order of their times
   */
  static LoadResults run(String baseUrl, List<Arrival> arrivals) throws InterruptedException {
    Map<LoadTenant, TenantClient> clients = new HashMap<>();
    List<Future<Outcome>> asked = new ArrayList<>();
    LoadResults results = new LoadResults();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Arrival arrival : arrivals) {
        TenantClient client =
            clients.computeIfAbsent(
                arrival.tenant(), tenant -> new TenantClient(baseUrl, tenant.key()));
        long due = start + arrival.at().toNanos();
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        asked.add(threads.submit(() -> new Asking(client, arrival, due).ask()));
      }
      for (int i = 0; i < asked.size(); i++) {
        results.add(arrivals.get(i).tenant().name(), outcome(asked.get(i)));
      }
    }
    return results;
  }

  private static Outcome outcome(Future<Outcome> asked) throws InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request ended without an outcome", e.getCause());
    }
  }
}
