package io.milora.console.platform;

/** A name that applications use, and the adapter version that it stands for. */
public record Alias(String name, String model) {}
