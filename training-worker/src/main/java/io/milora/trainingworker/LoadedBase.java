package io.milora.trainingworker;

import io.milora.engine.base.BaseModel;
import io.milora.engine.train.Trainer;

/**
 * A base model in memory, ready to train on, shared with other jobs; to be closed when the job is
 * over.
 *
 * @param name as jobs give it
 * @param release tells the owner that this user is done
 */
record LoadedBase(String name, BaseModel model, Trainer trainer, Runnable release)
    implements AutoCloseable {
  @Override
  public void close() {
    release.run();
  }
}
