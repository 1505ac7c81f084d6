package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Series;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.Sampler;
import io.milora.engine.serve.LogitRows;
import io.milora.model.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What HTTP, key, quota, template, tokenizer and queue add to the time to the first token: each
 * prompt is read by the engine alone and by the system, in turns who is first. Two readings of one
 * prompt differ by more than what is added, so it takes many to tell it.
 *
 * @param adapter published under the model's name
 */
record AddedTtft(BenchSystem system, Adapter adapter, String model) implements Contender {
  static final Series ADDED = new Series(HttpWork.SYSTEM, "TTFT beyond the engine's");
  private static final Series ENGINE = new Series("engine", "first token");
  private static final Series WHOLE = new Series(HttpWork.SYSTEM, "TTFT");
  private static final int WARM_UP = 5;
  private static final int REPEATS = 60;

  @Override
  public List<Run> run(int round) throws InterruptedException {
    List<Double> engine = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> added = new ArrayList<>();
    for (int i = -WARM_UP; i < REPEATS; i++) {
      List<ChatMessage> prompt = HttpWork.prompt(round * 1000 + WARM_UP + i);
      double alone;
      double http;
      if (i % 2 == 0) {
        alone = engine(prompt);
        http = HttpWork.firstToken(system, model, prompt, 1);
      } else {
        http = HttpWork.firstToken(system, model, prompt, 1);
        alone = engine(prompt);
      }
      if (i >= 0) {
        engine.add(alone);
        whole.add(http);
        added.add(http - alone);
      }
    }
    return List.of(
        milliseconds(ENGINE, round, engine),
        milliseconds(WHOLE, round, whole),
        milliseconds(ADDED, round, added));
  }

  private double engine(List<ChatMessage> prompt) {
    int[] tokens = system.base().encoder().prompt(prompt);
    long start = System.nanoTime();
    float[][] logits =
        system.engine().prefill(0, tokens, tokens.length, adapter, LogitRows.LAST).logits();
    int first = Sampler.GREEDY.next(logits[0]);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    system.engine().release(0);
    if (first < 0) {
      throw new IllegalStateException("No token");
    }
    return milliseconds;
  }

  static Run milliseconds(Series series, int round, List<Double> values) {
    return new Run(series.system(), series.work(), round, Unit.MILLISECONDS, values, null);
  }
}
