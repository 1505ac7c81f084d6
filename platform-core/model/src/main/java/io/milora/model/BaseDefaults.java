package io.milora.model;

/**
 * What suits a base model where a job does not say otherwise; small bases want small ranks and
 * large rates.
 *
 * @param rank of the low-rank pairs
 * @param learningRate peak rate
 * @param maxLength tokens of a row
 */
public record BaseDefaults(int rank, double learningRate, int maxLength) {}
