package io.milora.console.live;

/**
 * Something that changes. Its identity contains the tenant, so that nothing is shared across.
 *
 * @param tenant whose it is
 * @param name what it is, for instance {@code jobs}
 */
public record Topic(String tenant, String name) {}
