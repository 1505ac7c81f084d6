package io.milora.cli.bench;

import java.util.Locale;

/** What of ours is measured, all at the same rank. */
enum TrainSystem {
  LORA,
  MILORA,
  /** The baseline with eight experts in each module's pair. */
  MOELORA;

  /** As in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
