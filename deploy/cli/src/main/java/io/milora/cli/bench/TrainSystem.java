package io.milora.cli.bench;

import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.RouterSettings;
import java.util.Locale;

/** What of ours is measured. */
enum TrainSystem {
  LORA,
  MILORA;

  /** As in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  MethodSettings method(int rank) {
    LoraSettings pairs = LoraSettings.ofRank(rank);
    return switch (this) {
      case LORA -> new MethodSettings.Lora(pairs);
      case MILORA -> new MethodSettings.MiLora(pairs, RouterSettings.DEFAULT);
    };
  }
}
