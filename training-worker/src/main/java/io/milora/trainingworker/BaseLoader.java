package io.milora.trainingworker;

import io.milora.engine.base.BaseModel;
import io.milora.engine.train.Trainer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The base models in memory, each once for all slots. One that nobody uses stays until another one
 * is wanted, as the next job usually wants the same. Thread-safe.
 */
@ApplicationScoped
class BaseLoader {
  private final DataFolder data;
  private final TrainingConfig config;
  private final Map<String, Shared> bases = new HashMap<>();

  BaseLoader(DataFolder data, TrainingConfig config) {
    this.data = data;
    this.config = config;
  }

  /**
   * The model; it stays in memory until what is returned is closed.
   *
   * @throws io.milora.model.InvalidInputException if its folder is missing or broken
   */
  synchronized LoadedBase get(String name) {
    Shared shared = bases.get(name);
    if (shared == null) {
      closeUnused();
      shared = open(name);
      bases.put(name, shared);
    }
    shared.users++;
    return new LoadedBase(name, shared.model, shared.trainer, () -> release(name));
  }

  private Shared open(String name) {
    BaseModel model = BaseModel.open(data.models().resolve(name));
    try {
      return new Shared(model, new Trainer(model, config.torch(), config.slotThreads()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private synchronized void release(String name) {
    Shared shared = bases.get(name);
    if (shared != null) {
      shared.users--;
    }
  }

  private void closeUnused() {
    for (Iterator<Shared> all = bases.values().iterator(); all.hasNext(); ) {
      Shared shared = all.next();
      if (shared.users == 0) {
        all.remove();
        shared.close();
      }
    }
  }

  /** At the end of the program; steps that still run then keep their base. */
  @PreDestroy
  synchronized void close() {
    closeUnused();
  }

  private static final class Shared {
    private final BaseModel model;
    private final Trainer trainer;
    private int users;

    Shared(BaseModel model, Trainer trainer) {
      this.model = model;
      this.trainer = trainer;
    }

    void close() {
      trainer.close();
      model.close();
    }
  }
}
