package io.milora.cli.bench;

import java.util.Locale;

/** The parts of {@code bench serve}. */
enum ServeWork {
  /** Tokens/s of running requests, and with peers theirs. */
  DECODE,
  /** Tokens/s of a prompt of 256 tokens, and with peers theirs. */
  PREFILL,
  /** With peers: PyTorch without PEFT, as it is and with MiLoRA and MOELoRA written plainly. */
  PYTORCH,
  /** What a whole system adds to the engine's time to the first token. */
  TTFT,
  /** What an adapter that is not in memory adds. */
  COLD,
  /** The same requests with 10, 1,000 and 10,000 registered adapters. */
  GROWTH;

  /** Whether it is measured on a whole system, over HTTP. */
  boolean needsSystem() {
    return this == TTFT || this == COLD || this == GROWTH;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
