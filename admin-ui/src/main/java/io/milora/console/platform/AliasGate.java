package io.milora.console.platform;

/**
 * The rule that must hold for an alias to move.
 *
 * @param text in one line, for instance {@code accuracy >= current - 0.5 points}
 */
public record AliasGate(String alias, String text) {}
