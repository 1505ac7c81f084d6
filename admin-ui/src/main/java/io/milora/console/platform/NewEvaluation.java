package io.milora.console.platform;

/**
 * A measurement to queue, against the base.
 *
 * @param file id of the file to measure on
 * @param rows to answer at most, 1 to 1000
 */
public record NewEvaluation(String model, String file, String against, int rows) {}
