package io.milora.engine.batch;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.Sampler;
import io.milora.model.LoraSettings;
import io.milora.model.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes requests for tests, and reads their events. */
final class Requests {
  static final TenantId ACME = tenant('A');
  static final TenantId BETA = tenant('B');
  static final SchedulerLimits LIMITS =
      new SchedulerLimits(300, 300, 1_000_000, 100, Duration.ofMinutes(1), Map.of());

  private TenantId tenant = ACME;
  private Adapter adapter = BareBase.INSTANCE;
  private @Nullable AtomicInteger leases;
  private int[] prompt = {7, 1};
  private Decoding decoding = new Decoding.Sampled(List.of(Sampler.GREEDY));
  private int maxNewTokens = 5;
  private Set<Integer> endTokens = Set.of();
  private String[] stops = {};
  private @Nullable Integer topLogprobs;
  private @Nullable Duration timeout;

  /** A request of two prompt tokens, of which this is the first. */
  static Requests startingWith(int firstToken) {
    return new Requests().prompt(firstToken, 1);
  }

  /** Requests that differ in prompt, adapter and length. */
  static Requests varied(int i) {
    LoraSettings settings = new LoraSettings(1, 1 + i % 3, 0, LoraSettings.ofRank(1).targets());
    return startingWith(10 + i).adapter(new LoraAdapter(settings, List.of())).newTokens(3 + i % 7);
  }

  static TenantId tenant(char letter) {
    return new TenantId("org-" + String.valueOf(letter).repeat(24));
  }

  Requests of(TenantId owner) {
    tenant = owner;
    return this;
  }

  Requests adapter(Adapter weights) {
    adapter = weights;
    return this;
  }

  /** Counts leases that were not closed exactly once. */
  Requests leasedFrom(AtomicInteger counter) {
    leases = counter;
    return this;
  }

  Requests prompt(int... tokens) {
    prompt = tokens;
    return this;
  }

  /** A prompt of so many tokens that begins with this one. */
  Requests prompt(int firstToken, int length) {
    prompt = new int[Math.max(2, length)];
    prompt[0] = firstToken;
    return this;
  }

  Requests choices(int count) {
    decoding = new Decoding.Sampled(Collections.nCopies(count, Sampler.GREEDY));
    return this;
  }

  Requests decoding(Decoding how) {
    decoding = how;
    return this;
  }

  Requests newTokens(int count) {
    maxNewTokens = count;
    return this;
  }

  Requests endTokens(int... tokens) {
    endTokens = Arrays.stream(tokens).boxed().collect(Collectors.toSet());
    return this;
  }

  Requests stops(String... texts) {
    stops = texts;
    return this;
  }

  Requests topLogprobs(int count) {
    topLogprobs = count;
    return this;
  }

  Requests timeout(Duration limit) {
    timeout = limit;
    return this;
  }

  GenerationRequest make() {
    return new GenerationRequest(
        tenant,
        prompt,
        leases == null ? AdapterLease.of("test", adapter) : new CountedLease(adapter, leases),
        decoding,
        () -> answer(stops),
        maxNewTokens,
        endTokens,
        topLogprobs,
        timeout);
  }

  private record CountedLease(Adapter adapter, AtomicInteger open) implements AdapterLease {
    CountedLease {
      open.incrementAndGet();
    }

    @Override
    public String name() {
      return "counted";
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  /** Shows ids and commas. */
  private static AnswerText answer(String... stops) {
    return new AnswerText(
        ids -> Arrays.stream(ids).mapToObj(id -> id + ",").collect(Collectors.joining()),
        List.of(stops));
  }

  static List<GenerationEvent> all(Generation generation) throws InterruptedException {
    List<GenerationEvent> events = new ArrayList<>();
    do {
      events.add(generation.next());
    } while (!(events.getLast() instanceof Finished));
    return events;
  }

  static Finished finished(List<GenerationEvent> events) {
    return (Finished) events.getLast();
  }

  static Outcome outcome(Generation generation) throws InterruptedException {
    return finished(all(generation)).outcome();
  }

  static List<Token> tokenEvents(List<GenerationEvent> events) {
    return events.stream().filter(Token.class::isInstance).map(Token.class::cast).toList();
  }

  static List<Integer> tokens(List<GenerationEvent> events) {
    return tokenEvents(events).stream().map(Token::id).toList();
  }

  static String text(List<GenerationEvent> events) {
    return tokenEvents(events).stream().map(Token::text).collect(Collectors.joining());
  }
}
