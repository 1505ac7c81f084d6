package io.milora.trainingworker;

import io.milora.engine.adapter.Adapter;

/**
 * What the training of a job gave.
 *
 * @param adapter the best one so far
 * @param steps optimiser steps done
 * @param stopped whether it was stopped before its end; then the adapter is not to be published
 * @param dev rows to evaluate with; may be empty
 */
record TrainedAdapter(Adapter adapter, int steps, boolean stopped, DevRows dev) {}
