package io.milora.cli.bench;

import io.milora.cli.CommandException;
import io.milora.cli.bench.Figures.Quantity;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the same requests cost while the number of registered adapters grows.
 *
 * @param models those that are asked, in memory
 */
record Growth(BenchSystem system, List<String> models) implements Contender {
  /** How many models are asked, and by how many callers at once. */
  static final int CALLERS = 8;

  private static final List<Integer> REGISTERED = List.of(10, 1_000, 10_000);
  private static final int REPEATS = 24;
  private static final int ANSWERS = 8;
  private static final int ANSWER_TOKENS = 8;

  Growth {
    models = List.copyOf(models);
  }

  /** What is divided by what. */
  static List<Ratio> ratios() {
    int few = REGISTERED.getFirst();
    int many = REGISTERED.getLast();
    return List.of(
        new Ratio(
            "growth_ttft",
            ttft(many),
            ttft(few),
            Quantity.VALUES,
            "time to the first token with 10,000 registered adapters by that with 10"),
        new Ratio(
            "growth_rate",
            rate(many),
            rate(few),
            Quantity.VALUES,
            "requests/s with 10,000 registered adapters by those with 10"));
  }

  private static Series ttft(int registered) {
    return new Series(HttpWork.SYSTEM, "TTFT, %d registered".formatted(registered));
  }

  private static Series rate(int registered) {
    return new Series(HttpWork.SYSTEM, "8 callers, %d registered".formatted(registered));
  }

  @Override
  public List<Run> run(int round) throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (int registered : REGISTERED) {
      try {
        system.fillUp(models, registered);
      } catch (SQLException e) {
        throw new IOException("Adapters cannot be registered: " + e.getMessage(), e);
      }
      List<Double> times = new ArrayList<>();
      for (int i = -models.size(); i < REPEATS; i++) {
        String model = models.get(Math.floorMod(i, models.size()));
        double time = HttpWork.firstToken(system, model, HttpWork.prompt(i + models.size()), 1);
        if (i >= 0) {
          times.add(time);
        }
      }
      runs.add(AddedTtft.milliseconds(ttft(registered), round, times));
      Series rate = rate(registered);
      runs.add(
          new Run(
              rate.system(),
              rate.work(),
              round,
              Unit.REQUESTS_PER_SECOND,
              List.of(requestsPerSecond()),
              null));
    }
    return runs;
  }

  /** As many callers as models, each with several requests one after another. */
  private double requestsPerSecond() throws InterruptedException {
    long start = System.nanoTime();
    try (ExecutorService callers = Executors.newFixedThreadPool(models.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (String model : models) {
        running.add(callers.submit(() -> call(model)));
      }
      for (Future<?> caller : running) {
        caller.get();
      }
    } catch (ExecutionException e) {
      throw new CommandException("A caller failed: " + e.getCause(), e);
    }
    return models.size() * ANSWERS / ((System.nanoTime() - start) / 1e9);
  }

  private Void call(String model) throws InterruptedException {
    for (int i = 0; i < ANSWERS; i++) {
      HttpWork.firstToken(system, model, HttpWork.prompt(i), ANSWER_TOKENS);
    }
    return null;
  }
}
