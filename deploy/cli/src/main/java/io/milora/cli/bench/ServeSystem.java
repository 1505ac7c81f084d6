package io.milora.cli.bench;

import java.util.Locale;

/** What of ours is measured; adapters are all of the same rank. */
enum ServeSystem {
  /** The bare base model. */
  BASE,
  LORA,
  /** Three of a layer's seven modules, chosen once a prompt. */
  MILORA,
  /** The baseline with a router at every module and token. */
  MOELORA;

  /** As in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
