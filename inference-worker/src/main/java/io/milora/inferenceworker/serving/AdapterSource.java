package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.Adapter;
import io.milora.model.ContentHash;

/** Where adapters come from. Thread-safe. */
interface AdapterSource {
  /** What an adapter takes in memory, bytes; brings it to this machine if need be. */
  long bytes(ContentHash hash);

  /** Loads an adapter. */
  Adapter load(ContentHash hash);
}
