package io.milora.trainingworker;

import java.util.Locale;

/**
 * A part of a job that is a training run of its own.
 *
 * @param name the domain whose expert is trained; empty for routers and for jobs of one stage
 * @param stepsBefore optimiser steps of earlier stages
 * @param tokensBefore trained tokens of earlier stages
 */
record Stage(String name, int stepsBefore, long tokensBefore) {
  /** The only stage of a job, or the first one. */
  static final Stage ONLY = new Stage("", 0, 0);

  /** The stage after this one. */
  Stage after(int steps, long tokens) {
    return new Stage("", stepsBefore + steps, tokensBefore + tokens);
  }

  Stage named(String domain) {
    return new Stage(domain, stepsBefore, tokensBefore);
  }

  /** A message of this stage. */
  String tell(String template, Object... values) {
    String message = String.format(Locale.ROOT, template, values);
    return name.isEmpty() ? message : "Domain " + name + ": " + message;
  }
}
