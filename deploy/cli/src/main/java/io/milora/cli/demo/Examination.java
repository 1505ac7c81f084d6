package io.milora.cli.demo;

import io.milora.cli.CommandException;
import io.milora.cli.client.TenantClient;
import io.milora.model.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a model all held-out questions, several at a time. */
final class Examination {
  /** As many as the front door batches well on two cores. */
  private static final int AT_ONCE = 8;

  private Examination() {}

  /**
   * What came out.
   *
   * @param tokens generated in all
   * @param kept share of layers and questions in which the routers kept a module; empty where no
   *     router ran
   */
  record Score(int right, int asked, long tokens, Duration time, Map<Projection, Double> kept) {
    double accuracy() {
      return (double) right / asked;
    }

    double tokensPerSecond() {
      return tokens / Math.max(1e-3, time.toMillis() / 1000.0);
    }
  }

  static Score ask(TenantClient client, String model, List<Question> questions, int maxTokens) {
    Instant start = Instant.now();
    List<Future<TenantClient.Answer>> answers = new ArrayList<>();
    try (ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Question question : questions) {
        answers.add(askers.submit(() -> client.ask(model, question.messages(), maxTokens)));
      }
    }
    Duration time = Duration.between(start, Instant.now());
    int right = 0;
    long tokens = 0;
    List<List<Double>> layers = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      TenantClient.Answer answer = get(answers.get(i));
      tokens += answer.tokens();
      right += questions.get(i).isAnsweredBy(answer.text()) ? 1 : 0;
      layers.addAll(answer.gates());
    }
    return new Score(right, questions.size(), tokens, time, kept(layers));
  }

  private static Map<Projection, Double> kept(List<List<Double>> layers) {
    Map<Projection, Double> shares = new EnumMap<>(Projection.class);
    if (!layers.isEmpty()) {
      List<Projection> columns = List.of(Projection.values());
      for (int column = 0; column < columns.size(); column++) {
        int index = column;
        long on = layers.stream().filter(gates -> gates.get(index) != 0).count();
        shares.put(columns.get(column), (double) on / layers.size());
      }
    }
    return shares;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while questions were asked", e);
    }
  }
}
