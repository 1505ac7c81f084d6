package io.milora.console.platform;

/**
 * A tenant to create.
 *
 * @param name 1 to 63 of a-z, 0-9 and inner -
 */
public record NewTenant(String name) {}
