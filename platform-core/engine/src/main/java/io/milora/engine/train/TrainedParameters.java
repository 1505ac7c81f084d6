package io.milora.engine.train;

import java.util.Map;

/**
 * What a run gives: the parameters with the best dev loss, or the last ones where there is no dev
 * set.
 *
 * @param values by name of parameter, row-major
 * @param steps optimiser steps done
 * @param bestDevLoss mean cross-entropy on the dev set, nats; infinite without one
 * @param stopped whether the listener stopped the run before its end
 */
public record TrainedParameters(
    Map<String, float[]> values, int steps, double bestDevLoss, boolean stopped) {
  public TrainedParameters {
    values = Map.copyOf(values);
  }
}
