package io.milora.model;

/**
 * A job's hyperparameters, every one resolved.
 *
 * @param method what kind of adapter
 * @param training how it is trained
 */
public record TrainingPlan(MethodSettings method, TrainingSettings training) {}
