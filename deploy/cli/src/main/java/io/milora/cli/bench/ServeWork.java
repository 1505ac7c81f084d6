package io.milora.cli.bench;

import java.util.Locale;

/** The parts of {@code bench serve}. */
enum ServeWork {
  /** Tokens/s of running requests, and with peers theirs. */
  DECODE,
  /** Tokens/s of a prompt of 256 tokens, and with peers theirs. */
  PREFILL,
  /** With peers: PyTorch without PEFT, as it is and with MiLoRA and MOELoRA written plainly. */
  PYTORCH;

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
