package io.milora.console.operations;

import io.milora.console.platform.Worker;
import io.milora.console.shared.Pill;
import java.util.Locale;

/** A worker in words. */
final class WorkerTexts {
  private static final int SHORT_ID = 6;

  private WorkerTexts() {}

  /** Its kind, and what tells it from others. */
  static String name(Worker worker) {
    return worker.kind().name().toLowerCase(Locale.ROOT) + " " + shortId(worker.id());
  }

  /** The end of its id. */
  static String shortId(String id) {
    return id.substring(Math.max(0, id.length() - SHORT_ID));
  }

  static Pill state(Worker worker) {
    if (worker.lost()) {
      return new Pill("silent", Pill.Tone.BAD);
    }
    return switch (worker.state()) {
      case STARTING -> new Pill("starting", Pill.Tone.NEUTRAL);
      case IDLE -> new Pill("idle", Pill.Tone.GOOD);
      case BUSY -> new Pill("busy", Pill.Tone.BUSY);
      case DRAINING -> new Pill("draining", Pill.Tone.WARN);
      case STOPPED -> new Pill("stopped", Pill.Tone.NEUTRAL);
    };
  }
}
