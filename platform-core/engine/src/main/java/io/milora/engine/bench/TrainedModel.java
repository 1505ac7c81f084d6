package io.milora.engine.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a training run gave.
 *
 * @param steps optimiser steps done
 * @param bestDevLoss mean cross-entropy on the dev rows, nats; infinite without dev rows
 * @param stopped whether the listener stopped it before its end
 * @param weights of the best state
 */
public record TrainedModel(int steps, double bestDevLoss, boolean stopped, Weights weights) {
  /** What was learnt, ready to be kept. */
  @FunctionalInterface
  public interface Weights {
    /**
     * Writes a folder.
     *
     * @param folder must not exist, or be empty; its parent must exist
     * @throws IOException if the disk is full or the folder cannot be written
     */
    void write(Path folder) throws IOException;
  }
}
