package io.milora.inferenceworker.serving;

import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.batch.AdapterLease;
import io.milora.engine.batch.BatchScheduler;
import io.milora.engine.batch.Decoding;
import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationEvent;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.Outcome;
import io.milora.engine.batch.SchedulerLimits;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.Sampling;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.ExampleEncoder;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.inferenceworker.metrics.RequestMetrics;
import io.milora.model.TenantId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The base model of this process, ready: opened, and proven by a generated token, before the
 * program takes requests. Thread-safe.
 */
@Singleton
@Startup
public class ServedBase {
  private static final Logger LOG = Logger.getLogger(ServedBase.class);

  private static final int EARLY = 1;

  /** Whose the token is that proves the base. */
  static final TenantId NOBODY = new TenantId("org-" + "0".repeat(24));

  private final String name;
  private final BaseModel model;
  private final ServingEngine engine;
  private final SchedulerLimits limits;
  private final BatchScheduler scheduler;
  private final ExampleEncoder encoder;
  private volatile boolean draining;

  ServedBase(WorkerConfig config, RequestMetrics metrics) throws InterruptedException {
    name = config.baseModel();
    model = BaseModel.open(config.data().resolve("models").resolve(name));
    encoder = model.encoder();
    engine = ServingEngines.open(model, options(config, model), config.device());
    limits = limits(config, engine);
    scheduler = new BatchScheduler(engine, limits, metrics);
    generateOneToken();
  }

  private static OnnxOptions options(WorkerConfig config, BaseModel model) {
    return new OnnxOptions(
        config.data().resolve("cache/graphs"),
        config.slots(),
        Math.min(config.context(), model.config().maxPositions()),
        config.precision(),
        config.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors()));
  }

  private static SchedulerLimits limits(WorkerConfig config, ServingEngine engine) {
    Map<TenantId, Double> weights = new HashMap<>();
    config.tenantWeights().forEach((tenant, weight) -> weights.put(new TenantId(tenant), weight));
    return new SchedulerLimits(
        config.maxWaiting(),
        config.maxWaitingPerTenant(),
        config.kvTokens().orElse((long) engine.slots() * engine.capacity()),
        config.prefillTokensPerStep(),
        config.drain(),
        weights);
  }

  private void generateOneToken() throws InterruptedException {
    int[] prompt = encoder.tokenizer().encode("Hello");
    Generation generation =
        scheduler.submit(
            new GenerationRequest(
                NOBODY,
                prompt,
                AdapterLease.of(name, BareBase.INSTANCE),
                new Decoding.Sampled(List.of(Sampling.GREEDY.sampler())),
                () -> answerText(List.of()),
                1,
                Set.of(),
                null,
                null));
    GenerationEvent event = generation.next();
    while (!(event instanceof Finished)) {
      event = generation.next();
    }
    Finished finished = (Finished) event;
    if (finished.outcome() != Outcome.COMPLETED) {
      throw new IllegalStateException("The base model " + name + " cannot generate; see above.");
    }
    LOG.infof(
        "Serving %s: %d slots of %d tokens, first token after %d ms",
        name, engine.slots(), engine.capacity(), finished.timings().total().toMillis());
  }

  /** Its name in requests. */
  public String name() {
    return name;
  }

  /** Shape, tokenizer, template and hashes. */
  public BaseModel model() {
    return model;
  }

  /** What computes. */
  public EngineIdentity engine() {
    return engine.identity();
  }

  /** What makes prompts of messages, as in training. */
  public ExampleEncoder encoder() {
    return encoder;
  }

  /** Tokens of prompt and answer together. */
  public int context() {
    return engine.capacity();
  }

  /** How many sequences of so many tokens one request may ask for. */
  public int widest(int slotTokens) {
    return (int) Math.min(engine.slots(), limits.kvTokens() / slotTokens);
  }

  /** Tokens that fit into the memory for keys and values. */
  double kvTokens() {
    return limits.kvTokens();
  }

  /** What generates. */
  public BatchScheduler scheduler() {
    return scheduler;
  }

  /** The way from tokens to text for one answer. */
  public AnswerText answerText(List<String> stops) {
    return new AnswerText(ids -> encoder.tokenizer().decode(ids, true), stops);
  }

  /** Whether operators want new requests to go elsewhere. */
  boolean isDraining() {
    return draining;
  }

  /** Refuses new requests from now on, or takes them again; those that run are finished. */
  void drain(boolean refuseNew) {
    if (refuseNew != draining) {
      LOG.infof(
          refuseNew ? "New requests are refused, as operators wish" : "Requests are taken again");
    }
    draining = refuseNew;
  }

  /** Ends all requests while the rest of the program still works. */
  void drain(@Observes @Priority(EARLY) ShutdownEvent event) {
    scheduler.close();
  }

  @PreDestroy
  void close() {
    scheduler.close();
    engine.close();
    model.close();
  }
}
