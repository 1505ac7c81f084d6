package io.milora.trainingworker;

import io.milora.engine.base.BaseModel;
import io.milora.engine.train.Trainer;

/**
 * A base model in memory, ready to train on.
 *
 * @param name as jobs give it
 */
record LoadedBase(String name, BaseModel model, Trainer trainer) implements AutoCloseable {
  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
