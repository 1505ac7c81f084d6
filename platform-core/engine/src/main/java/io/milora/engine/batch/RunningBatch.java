package io.milora.engine.batch;

import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sequences in the engine's slots. Not thread-safe: the scheduler's thread owns it. */
final class RunningBatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunningBatch.class);

  private final ServingEngine engine;
  private final @Nullable Sequence[] slots;
  private final float[][] logits;

  RunningBatch(ServingEngine engine) {
    this.engine = engine;
    slots = new @Nullable Sequence[engine.slots()];
    logits = new float[engine.slots()][engine.config().vocabulary()];
  }

  /** How many slots hold a sequence. */
  int size() {
    return (int) Arrays.stream(slots).filter(Objects::nonNull).count();
  }

  boolean hasRoom() {
    return size() < slots.length;
  }

  /** Reads a sequence's prompt into a free slot and generates its first token. */
  void admit(Sequence sequence) {
    int slot =
        IntStream.range(0, slots.length).filter(i -> slots[i] == null).findFirst().orElseThrow();
    slots[slot] = sequence;
    sequence.leaveQueue();
    GenerationRequest request = sequence.request();
    try {
      Prefill prefill =
          engine.prefill(
              slot, request.prompt(), request.prompt().length, request.adapter(), LogitRows.LAST);
      sequence.started(prefill.routes());
      sequence.accept(prefill.logits()[0]);
    } catch (RuntimeException e) {
      LOG.error("A prefill of {} tokens failed", request.prompt().length, e);
      sequence.finish(FinishReason.ENGINE_FAILED);
    }
    releaseFinished();
  }

  /** Generates one token for every sequence. A step that fails, fails all that took part in it. */
  void step() {
    int[] occupied = IntStream.range(0, slots.length).filter(i -> slots[i] != null).toArray();
    if (occupied.length == 0) {
      return;
    }
    int[] tokens = IntStream.of(occupied).map(i -> at(i).lastToken()).toArray();
    float[][] rows = Arrays.copyOf(logits, occupied.length);
    try {
      engine.decode(occupied, tokens, rows);
    } catch (RuntimeException e) {
      LOG.error("A step of {} sequences failed", occupied.length, e);
      finishAll(FinishReason.ENGINE_FAILED);
      return;
    }
    for (int row = 0; row < occupied.length; row++) {
      accept(at(occupied[row]), rows[row]);
    }
    releaseFinished();
  }

  /** Ends the sequences that nobody wants any more. */
  void dropCancelled() {
    finish(Sequence::cancelled, FinishReason.CANCELLED);
  }

  /** Ends every sequence. */
  void finishAll(FinishReason reason) {
    finish(sequence -> true, reason);
  }

  private void finish(Predicate<Sequence> which, FinishReason reason) {
    for (Sequence sequence : slots) {
      if (sequence != null && which.test(sequence)) {
        sequence.finish(reason);
      }
    }
    releaseFinished();
  }

  private void accept(Sequence sequence, float[] row) {
    try {
      sequence.accept(row);
    } catch (RuntimeException e) {
      LOG.error("A token could not be chosen or shown", e);
      sequence.finish(FinishReason.ENGINE_FAILED);
    }
  }

  private void releaseFinished() {
    for (int slot = 0; slot < slots.length; slot++) {
      Sequence sequence = slots[slot];
      if (sequence != null && sequence.finished()) {
        slots[slot] = null;
        engine.release(slot);
      }
    }
  }

  private Sequence at(int slot) {
    return Objects.requireNonNull(slots[slot]);
  }
}
