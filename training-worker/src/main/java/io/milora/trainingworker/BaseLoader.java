package io.milora.trainingworker;

import io.milora.engine.base.BaseModel;
import io.milora.engine.train.Trainer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the base model of the last job in memory, as the next job usually wants the same. Belongs
 * to the worker's thread.
 */
@ApplicationScoped
class BaseLoader {
  private final DataFolder data;
  private final TrainingConfig config;
  private @Nullable LoadedBase loaded;

  BaseLoader(DataFolder data, TrainingConfig config) {
    this.data = data;
    this.config = config;
  }

  /**
   * The model, until the next call with another name.
   *
   * @throws io.milora.model.InvalidInputException if its folder is missing or broken
   */
  LoadedBase get(String name) {
    LoadedBase current = loaded;
    if (current != null && current.name().equals(name)) {
      return current;
    }
    close();
    BaseModel model = BaseModel.open(data.models().resolve(name));
    try {
      LoadedBase base = new LoadedBase(name, model, new Trainer(model, config.computeThreads()));
      loaded = base;
      return base;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @PreDestroy
  void close() {
    LoadedBase current = loaded;
    loaded = null;
    if (current != null) {
      current.close();
    }
  }
}
