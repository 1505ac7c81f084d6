package io.milora.model.openai;

/** The answer to a deletion. */
public record Deleted(String id, String object, boolean deleted) {}
