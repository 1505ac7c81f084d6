package io.milora.inferenceworker;

import io.milora.model.PublicId;
import jakarta.inject.Singleton;

/** Tells this run of the program from all others. */
@Singleton
public class WorkerIdentity {
  private final String id = PublicId.WORKER.next();

  /** {@code worker-…} */
  public String id() {
    return id;
  }
}
