package io.milora.trainingworker;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.text.Example;
import java.util.List;

/**
 * What the training of a job gave.
 *
 * @param adapter the best one so far
 * @param steps optimiser steps done
 * @param stopped whether it was stopped before its end; then the adapter is not to be published
 * @param dev rows to evaluate with; may be empty
 */
record TrainedAdapter(Adapter adapter, int steps, boolean stopped, List<Example> dev) {
  TrainedAdapter {
    dev = List.copyOf(dev);
  }
}
