package io.milora.engine.batch;

import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests in the engine's slots. Not thread-safe: the scheduler's thread owns it. */
final class RunningBatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunningBatch.class);

  private final ServingEngine engine;
  private final long kvTokens;
  private final @Nullable Member[] slots;
  private final float[][] logits;

  private record Member(Sequence sequence, Decoder decoder) {}

  /**
   * Nobody runs.
   *
   * @param kvTokens that all members together may come to hold
   */
  RunningBatch(ServingEngine engine, long kvTokens) {
    this.engine = engine;
    this.kvTokens = kvTokens;
    slots = new @Nullable Member[engine.slots()];
    logits = new float[engine.slots()][engine.config().vocabulary()];
  }

  /** How many slots are taken. */
  int size() {
    return slots.length - free().length;
  }

  /** The requests that run. */
  List<GenerationRequest> requests() {
    return members().stream().map(member -> member.sequence().request()).toList();
  }

  /** Tokens that the taken slots may come to hold. */
  long reserved() {
    return Arrays.stream(slots)
        .mapToLong(member -> member == null ? 0 : member.sequence().request().slotTokens())
        .sum();
  }

  /** Whether there are slots and memory for a request. */
  boolean hasRoom(GenerationRequest request) {
    return request.decoding().width() <= free().length
        && reserved() + request.totalTokens() <= kvTokens;
  }

  /**
   * Reads a request's prompt into a free slot and generates its first tokens; there is room for it.
   *
   * @return how many
   */
  int admit(Sequence sequence) {
    GenerationRequest request = sequence.request();
    int[] own = Arrays.copyOf(free(), request.decoding().width());
    sequence.leaveQueue();
    try {
      Decoder decoder = decoder(sequence, own);
      for (int slot : own) {
        slots[slot] = new Member(sequence, decoder);
      }
      Prefill prefill =
          engine.prefill(
              own[0],
              request.opening(),
              request.prompt().length,
              request.lease().adapter(),
              LogitRows.RESPONSE);
      sequence.started(prefill.routes());
      decoder.start(prefill.logits());
      finishIfDone(sequence, decoder);
    } catch (RuntimeException e) {
      LOG.error("A prefill of {} tokens failed", request.opening().length, e);
      sequence.finish(Outcome.ENGINE_FAILED);
    }
    releaseUnused();
    return own.length;
  }

  /**
   * Generates one token for every slot. A step that fails, fails all that took part in it.
   *
   * @return how many tokens each tenant was given
   */
  Map<TenantId, Integer> step() {
    List<Member> members = members();
    int[] rows = members.stream().flatMapToInt(m -> IntStream.of(m.decoder().slots())).toArray();
    int[] tokens = members.stream().flatMapToInt(m -> IntStream.of(m.decoder().tokens())).toArray();
    if (rows.length == 0) {
      return Map.of();
    }
    try {
      engine.decode(rows, tokens, Arrays.copyOf(logits, rows.length));
    } catch (RuntimeException e) {
      LOG.error("A step of {} sequences failed", rows.length, e);
      finishAll(Outcome.ENGINE_FAILED);
      return Map.of();
    }
    Map<TenantId, Integer> given = new HashMap<>();
    int from = 0;
    for (Member member : members) {
      int count = member.decoder().slots().length;
      accept(member, Arrays.copyOfRange(logits, from, from + count));
      given.merge(member.sequence().request().tenant(), count, Integer::sum);
      from += count;
    }
    releaseUnused();
    return given;
  }

  /** Ends the requests that nobody wants any more, or whose time is over. */
  void endUnwanted() {
    members().forEach(member -> member.sequence().endIfUnwanted());
    releaseUnused();
  }

  /** Ends every request. */
  void finishAll(Outcome outcome) {
    members().forEach(member -> member.sequence().finish(outcome));
    releaseUnused();
  }

  private Decoder decoder(Sequence sequence, int[] own) {
    return switch (sequence.request().decoding()) {
      case Decoding.Sampled sampled -> new SampledDecoder(engine, sequence, sampled, own);
      case Decoding.Following following -> new FollowingDecoder(sequence);
      case Decoding.Beams beams -> new BeamDecoder(engine, sequence, beams, own);
    };
  }

  private static void accept(Member member, float[][] rows) {
    try {
      member.decoder().accept(rows);
      finishIfDone(member.sequence(), member.decoder());
    } catch (RuntimeException e) {
      LOG.error("A token could not be chosen or shown", e);
      member.sequence().finish(Outcome.ENGINE_FAILED);
    }
  }

  private static void finishIfDone(Sequence sequence, Decoder decoder) {
    if (decoder.slots().length == 0) {
      sequence.finish(Outcome.COMPLETED);
    }
  }

  private void releaseUnused() {
    for (int slot = 0; slot < slots.length; slot++) {
      Member member = slots[slot];
      if (member != null && (member.sequence().finished() || !member.decoder().holds(slot))) {
        slots[slot] = null;
        engine.release(slot);
      }
    }
  }

  private int[] free() {
    return IntStream.range(0, slots.length).filter(slot -> slots[slot] == null).toArray();
  }

  private List<Member> members() {
    Set<Member> members = new LinkedHashSet<>();
    for (Member member : slots) {
      if (member != null) {
        members.add(member);
      }
    }
    return new ArrayList<>(members);
  }
}
