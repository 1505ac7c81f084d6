package io.milora.console.platform;

/**
 * How a key is replaced.
 *
 * @param overlapSeconds how long the old one goes on, 0 to 30 days
 */
public record KeyRotation(long overlapSeconds) {}
