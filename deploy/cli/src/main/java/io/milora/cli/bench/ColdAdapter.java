package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Series;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much longer the first token takes with an adapter that was just published: its archive is
 * checked and unpacked, its weights are read, its golden outputs compared.
 */
record ColdAdapter(BenchSystem system) implements Contender {
  static final Series BEYOND_WARM = new Series(HttpWork.SYSTEM, "TTFT cold beyond warm");
  private static final Series COLD = new Series(HttpWork.SYSTEM, "TTFT, cold adapter");
  private static final int ADAPTERS = 8;

  @Override
  public List<Run> run(int round) throws IOException, InterruptedException {
    List<Double> cold = new ArrayList<>();
    List<Double> beyond = new ArrayList<>();
    for (int i = 0; i < ADAPTERS; i++) {
      String model = publish();
      int number = round * 1000 + 2 * i;
      double first = HttpWork.firstToken(system, model, HttpWork.prompt(number), 1);
      double warm = HttpWork.firstToken(system, model, HttpWork.prompt(number + 1), 1);
      cold.add(first);
      beyond.add(first - warm);
    }
    return List.of(
        AddedTtft.milliseconds(COLD, round, cold),
        AddedTtft.milliseconds(BEYOND_WARM, round, beyond));
  }

  private String publish() throws IOException {
    try {
      return system.publish(system.fresh());
    } catch (SQLException e) {
      throw new IOException("An adapter cannot be published: " + e.getMessage(), e);
    }
  }
}
