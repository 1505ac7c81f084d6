package io.milora.inferenceworker.serving;

import io.milora.inferenceworker.WorkerConfig;
import io.milora.model.ContentHash;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;

/** Loads the adapters that an operator wants at hand, before the program takes requests. */
@Singleton
@Startup
public class PinnedAdapters {
  PinnedAdapters(AdapterCache cache, WorkerConfig config) {
    for (ContentHash hash : config.pinnedAdapters().orElse(List.of())) {
      cache.preload(hash, true, config.requestTimeout());
    }
  }
}
