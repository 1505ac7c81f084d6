package io.milora.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.generate.Sampling;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real model under the scheduler: who shares a batch changes nothing, and nothing is lost. */
class SchedulerOnOnnxTest {
  private static final int SLOTS = 6;
  private static final SchedulerLimits LIMITS =
      new SchedulerLimits(1000, 1000, 6 * 64, 48, Duration.ofMinutes(1), Map.of());

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path cache;

  private final AtomicInteger leases = new AtomicInteger();

  @Test
  void aThousandRandomRequestsGiveTheSameTokensAloneAndInRandomBatches()
      throws InterruptedException {
    int count = 1000;
    JsonNode golden = Golden.json("milora-routes.json");
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base)) {
      List<Adapter> adapters = adapters(golden, base);
      List<List<Integer>> alone = new ArrayList<>();
      List<List<Integer>> batched = new ArrayList<>();
      try (BatchScheduler scheduler = scheduler(engine)) {
        for (int i = 0; i < count; i++) {
          alone.add(tokens(scheduler.submit(random(i, base, adapters).make())));
        }
        List<Generation> together = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          together.add(scheduler.submit(random(i, base, adapters).make()));
        }
        for (Generation generation : together) {
          batched.add(tokens(generation));
        }
      }
      assertThat(batched).isEqualTo(alone);
      assertThat(leases).hasValue(0);
    }
  }

  @Test
  void followingAContinuationFindsWhatGeneratingFinds() throws InterruptedException {
    JsonNode golden = Golden.json("milora-routes.json");
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base);
        BatchScheduler scheduler = scheduler(engine)) {
      for (Adapter adapter : adapters(golden, base)) {
        Requests request =
            new Requests()
                .adapter(adapter)
                .leasedFrom(leases)
                .prompt(7, 40, 12)
                .newTokens(12)
                .decoding(new Decoding.Sampled(List.of(Sampling.GREEDY.sampler())));
        List<Integer> generated = tokens(scheduler.submit(request.make()));
        request.decoding(new Decoding.Following(generated));
        assertThat(tokens(scheduler.submit(request.make()))).isEqualTo(generated);
      }
      assertThat(leases).hasValue(0);
    }
  }

  @Test
  @Timeout(60)
  void cancelsAndTimeLimitsDisturbNobodyElse() throws InterruptedException {
    int count = 200;
    JsonNode golden = Golden.json("milora-routes.json");
    Random random = new Random(3);
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base);
        BatchScheduler scheduler = scheduler(engine)) {
      List<Adapter> adapters = adapters(golden, base);
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Requests request = random(i, base, adapters);
        if (i % 5 == 1) {
          request.timeout(Duration.ofMillis(1 + random.nextInt(200)));
        }
        if (i % 5 == 2) {
          request.decoding(new Decoding.Beams(3, 1, 1));
        }
        generations.add(submit(scheduler, request.make()));
        if (random.nextInt(4) == 0) {
          generations.get(random.nextInt(generations.size())).cancel();
        }
      }
      Map<Outcome, Integer> outcomes = new java.util.EnumMap<>(Outcome.class);
      for (Generation generation : generations) {
        outcomes.merge(Requests.outcome(generation), 1, Integer::sum);
      }
      assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
      assertThat(outcomes)
          .containsKeys(Outcome.COMPLETED, Outcome.CANCELLED)
          .doesNotContainKey(Outcome.ENGINE_FAILED);
      // A slot is free an instant after its client has heard of the end.
      while (!scheduler.state().running().isEmpty()) {
        Thread.sleep(1);
      }
      assertThat(leases).hasValue(0);
    }
  }

  /** A request whose time is over before it waits ends at once, as it does when it waits. */
  private static Generation submit(BatchScheduler scheduler, GenerationRequest request) {
    try {
      return scheduler.submit(request);
    } catch (RequestRefusedException e) {
      request.lease().close();
      return new Refused();
    }
  }

  private static final class Refused implements Generation {
    @Override
    public GenerationEvent next() {
      Duration none = Duration.ZERO;
      return new GenerationEvent.Finished(
          Outcome.TIMED_OUT, null, 1, 0, new GenerationEvent.Timings(none, none, none));
    }

    @Override
    public void cancel() {}
  }

  private Requests random(int i, BaseModel base, List<Adapter> adapters) {
    Random random = new Random(i);
    int[] prompt = random.ints(1 + random.nextInt(40), 3, base.config().vocabulary()).toArray();
    Sampling sampling = new Sampling(random.nextInt(3) * 0.7, 1, random.nextInt(2) * 5, i);
    return new Requests()
        .of(Requests.tenant((char) ('A' + random.nextInt(4))))
        .adapter(adapters.get(random.nextInt(adapters.size())))
        .leasedFrom(leases)
        .prompt(prompt)
        .decoding(new Decoding.Sampled(List.of(sampling.sampler())))
        .newTokens(1 + random.nextInt(8));
  }

  private static List<Adapter> adapters(JsonNode golden, BaseModel base) {
    return List.of(
        BareBase.INSTANCE,
        GoldenAdapters.adapter(golden, base.config()),
        GoldenAdapters.adapter(Golden.json("lora-logits.json"), base.config()));
  }

  private static List<Integer> tokens(Generation generation) throws InterruptedException {
    List<GenerationEvent> events = Requests.all(generation);
    assertThat(Requests.finished(events).outcome()).isEqualTo(Outcome.COMPLETED);
    return Requests.tokens(events);
  }

  private static BatchScheduler scheduler(OnnxServingEngine engine) {
    return new BatchScheduler(engine, LIMITS, SchedulerListener.NONE);
  }

  private static BaseModel base(JsonNode golden) {
    return BaseModel.open(Golden.path(golden.path("inputs").path("model").textValue()));
  }

  private OnnxServingEngine open(BaseModel base) {
    return OnnxServingEngine.open(base, new OnnxOptions(cache, SLOTS, 64, Precision.FLOAT32, 1));
  }
}
