package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdapterLoaderTest extends WorkerTest {
  private static final int CALLERS = 8;

  @Test
  void manyWhoAskForANewAdapterAtOnceAllGetIt()
      throws IOException, InterruptedException, ExecutionException {
    for (int seed = 100; seed < 103; seed++) {
      makeTenant();
      String model = publishRouted(seed);
      List<String> texts = new ArrayList<>();
      try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          answers.add(callers.submit(() -> text(chatBody(model))));
        }
        for (Future<String> answer : answers) {
          texts.add(answer.get());
        }
      }
      assertThat(texts).hasSize(CALLERS).containsOnly(texts.getFirst());
    }
  }
}
