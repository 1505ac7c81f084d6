package io.milora.inferenceworker.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.batch.AdapterLease;
import io.milora.engine.batch.Decoding;
import io.milora.engine.batch.Generation;
import io.milora.engine.batch.GenerationEvent;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.Outcome;
import io.milora.engine.batch.RequestRefusedException;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.engine.evaluate.GoldenOutputs.Continuation;
import io.milora.engine.generate.Sampling;
import io.milora.engine.serve.EngineIdentity;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.ContentHash;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Asks a freshly loaded adapter what it said where it was published. On the same engine the tokens
 * are the same, or else weights, graph or library are not what they seem. Whoever has passed on an
 * engine is not asked there again. Thread-safe.
 */
@Singleton
public class GoldenCheck {
  private static final Logger LOG = Logger.getLogger(GoldenCheck.class);

  private final ServedBase base;

  /** With the engine that serves. */
  public GoldenCheck(ServedBase base) {
    this.base = base;
  }

  /**
   * Checks one short prompt beside the requests that run. An adapter without recorded outputs, or
   * with those of another engine, passes.
   *
   * <p>The prompt and what followed it are read in one pass, which takes a tenth of generating it.
   * Where rounding may have decided, generating it has the last word.
   *
   * @param folder of the adapter, named by its content; keeps that it has passed
   * @throws ApiException 500 if the tokens differ, 503 if there is no room for the check
   */
  public void check(ContentHash hash, Path folder, Adapter adapter) throws IOException {
    Optional<GoldenOutputs> recorded = GoldenOutputs.read(folder);
    if (recorded.isEmpty()) {
      LOG.debugf("Adapter %s has no golden outputs", hash);
      return;
    }
    GoldenOutputs golden = recorded.get();
    if (!golden.comparableWith(base.engine())) {
      LOG.infof(
          "The golden outputs of adapter %s are of another engine (%s, %s; this is %s); not compared",
          hash, golden.build(), golden.precision(), base.engine());
      return;
    }
    Continuation expected = golden.quickCheck();
    Path passed = folder.resolve(passed(base.engine()));
    if (expected.tokens().isEmpty() || Files.exists(passed)) {
      return;
    }
    if (!given(adapter, expected, new Decoding.Following(expected.tokens()))
        .equals(expected.tokens())) {
      Decoding generated = new Decoding.Sampled(List.of(Sampling.GREEDY.sampler()));
      compare(hash, expected, given(adapter, expected, generated));
    }
    Files.write(passed, new byte[0]);
  }

  /** A file's name that stands for everything that can change a token. */
  private static String passed(EngineIdentity engine) {
    String name = engine.build() + " " + engine.precision();
    return "passed-" + ContentHash.sha256(name.getBytes(UTF_8)).hex();
  }

  private static void compare(ContentHash hash, Continuation expected, List<Integer> given) {
    if (!given.equals(expected.tokens())) {
      LOG.errorf("Adapter %s gives %s in place of %s", hash, given, expected.tokens());
      throw new ApiException(
          ErrorKind.INTERNAL,
          "This adapter gives other tokens here than where it was published, on an engine like this one (%s in place of %s); it is not served. Train it anew, or have the server's cache of adapters cleared."
              .formatted(given, expected.tokens()),
          "model",
          "adapter_check_failed");
    }
  }

  private List<Integer> given(Adapter adapter, Continuation expected, Decoding decoding) {
    Generation generation = submit(request(adapter, expected, decoding));
    List<Integer> tokens = new ArrayList<>();
    try {
      GenerationEvent event = generation.next();
      while (!(event instanceof Finished)) {
        if (event instanceof Token token) {
          tokens.add(token.id());
        }
        event = generation.next();
      }
      Outcome outcome = ((Finished) event).outcome();
      if (outcome != Outcome.COMPLETED) {
        throw new IllegalStateException("The check of an adapter ended with " + outcome);
      }
      return tokens;
    } catch (InterruptedException e) {
      generation.cancel();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The check of an adapter was interrupted", e);
    }
  }

  private Generation submit(GenerationRequest request) {
    try {
      return base.scheduler().submit(request);
    } catch (RequestRefusedException e) {
      throw ApiException.overloaded(
          "The adapter could not be checked: " + e.getMessage(), "overloaded", e.retryAfter());
    }
  }

  private GenerationRequest request(Adapter adapter, Continuation expected, Decoding decoding) {
    return new GenerationRequest(
        ServedBase.NOBODY,
        expected.prompt().stream().mapToInt(Integer::intValue).toArray(),
        AdapterLease.of("golden-check", adapter),
        decoding,
        () -> base.answerText(List.of()),
        expected.tokens().size(),
        Set.of(),
        null,
        null);
  }
}
